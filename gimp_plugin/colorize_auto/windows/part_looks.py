# SPDX-License-Identifier: GPL-3.0-or-later
"""How the parts of a photo look in each of their colours: asked of the backend once, and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf  # noqa: E402  (the version is chosen first)

import region_shape  # noqa: E402
from layers.layer_names import part_name, place_name  # noqa: E402
from photo_regions import AUTOMATIC, Candidate, PhotoRegions  # noqa: E402
from picking import Part  # noqa: E402
from region_shape import Box  # noqa: E402
from windows import patch, screen_room, swatches  # noqa: E402
from windows.background import Background, Failed  # noqa: E402
from windows.patch import Patch  # noqa: E402
from windows.picture import of_values, rgb  # noqa: E402
from windows.sharp_image import Size  # noqa: E402


@dataclass(frozen=True)
class Sight:
    """What there is to see before the artist has chosen anything.

    Attributes
    ----------
    width, height : int
        Of all pictures of the photo, in the screen's pixels.
    size : (int, int)
        As how wide and high the window shows them.
    ground : bytes
        (height, width, 3) sRGB, the photo in its present colours.
    automatic : bytes
        Likewise, in its automatic colours.
    """

    width: int
    height: int
    size: Size
    ground: bytes
    automatic: bytes

    @property
    def density(self) -> float:
        """How many of the pictures' pixels, each way, are one of the window's."""
        return self.width / self.size[0]


@dataclass(frozen=True)
class Look:
    """How one part looks.

    Attributes
    ----------
    mask : bytes
        (height, width), 255 inside.
    outline : Patch
    view : Box
        What its thumbnails show of the photo.
    patches : dict
        The part in each of its colours, by the candidate's index, as far as they are there.
    """

    mask: bytes
    outline: Patch
    view: Box
    patches: dict[int, Patch] = field(default_factory=dict)


class PartLooks:
    """Knows how parts look, as far as it was asked to `learn` and to `color` them.

    What is under way is called back in GTK's main loop, unless something newer of its kind was
    asked for meanwhile.

    Parameters
    ----------
    regions : PhotoRegions
    revive : callable
        ``revive()`` in the thread of the calls, before a failed one is made again.
    sight : Sight

    Attributes
    ----------
    ground : GdkPixbuf.Pixbuf
        The photo in its present colours.
    size : (int, int)
        As how wide and high it is shown.
    """

    def __init__(self, regions: PhotoRegions, revive: Callable[[], None], sight: Sight):
        self._regions = regions
        self._revive = revive
        self._sight = sight
        self._long_side = max(sight.width, sight.height)
        self._looks: dict[Part, Look] = {}
        self._calls = Background()
        self.ground = of_values(sight.ground, sight.width)
        self.size = sight.size

    def __contains__(self, part: Part) -> bool:
        return part in self._looks

    def close(self) -> None:
        """Ask no more."""
        self._calls.close()

    def learn(
        self, part: Part, learnt: Callable[[list[Candidate], bool], None], failed: Failed
    ) -> None:
        """Have a part's mask and its colours looked up.

        Parameters
        ----------
        part : Part
            Gets its name.
        learnt : callable
            ``learnt(candidates, is_automatic)``: its colours, and whether the photo shows the part
            in its automatic ones.
        failed : callable
            ``failed(exception)``
        """
        region, regions, size = part.region, self._regions, self._long_side

        def found(answer: tuple[bytes, list[Candidate]]) -> None:
            mask, candidates = answer
            self._looks[part] = self._look(mask)
            otherwise = part.name
            if otherwise is None:
                otherwise = place_name(*region_shape.place(mask, self._sight.width))
            part.name = part_name(candidates[0].content, otherwise)
            shown, automatic = self._sight.ground, self._sight.automatic
            learnt(candidates, region_shape.alike(shown, automatic, mask))

        # Walking on must not cost what was collected for a part before it was joined with another.
        self._calls.ask(
            f"part {id(part)}" if part.was_picked else "part",
            lambda: (regions.mask(region, size).values().tobytes(), regions.candidates(region)),
            found,
            failed,
        )

    def color(self, part: Part, index: int, done: Callable[[], None], failed: Failed) -> None:
        """Have the photo made with a known part in one of its colours."""
        region, regions, size = part.region, self._regions, self._long_side

        def received(picture: bytes) -> None:
            look = self._looks[part]
            look.patches[index] = patch.cut(picture, look.mask, self._sight.width)
            done()

        self._calls.ask(
            "picture", lambda: rgb(regions.alternative(region, index, size)), received, failed
        )

    def revive(self, done: Callable[[], None], failed: Failed) -> None:
        """Have the backend looked for anew."""
        self._calls.ask("part", self._revive, lambda _nothing: done(), failed)

    def colored(self, part: Part) -> list[int]:
        """Give the candidates in whose colours a known part can be shown."""
        return list(self._looks[part].patches)

    def missing(self, part: Part) -> list[int]:
        """Give the other ones, in their order."""
        there = self._looks[part].patches
        return [one.index for one in part.candidates if one.index not in there]

    def outline(self, part: Part) -> Patch | None:
        """Give the line around a part, once that is known."""
        return self._looks[part].outline if part in self._looks else None

    def patches(self, seen: Sequence[tuple[Part, Candidate]]) -> list[Patch]:
        """Give known parts in these colours, as far as they are there."""
        there = [(self._looks[part].patches, candidate.index) for part, candidate in seen]
        return [patches[index] for patches, index in there if index in patches]

    def thumbnail(
        self, part: Part, index: int, others: Sequence[tuple[Part, Candidate]]
    ) -> GdkPixbuf.Pixbuf:
        """Give the photo around a part, in a colour that is there, for a swatch."""
        look = self._looks[part]
        picture = patch.composed(self.ground, [*self.patches(others), look.patches[index]])
        density = screen_room.density()
        return patch.thumbnail(
            picture, look.view, density * swatches.WIDTH, density * swatches.HEIGHT
        )

    def _look(self, mask: bytes) -> Look:
        width, height = self._sight.width, self._sight.height
        box = region_shape.bounds(mask, width)
        aspect = swatches.WIDTH / swatches.HEIGHT
        density = self._sight.density
        view = region_shape.view(box, width, height, aspect, density * swatches.WIDTH)
        look = Look(mask, patch.outline(mask, width, max(1, round(density))), view)
        look.patches[AUTOMATIC] = patch.cut(self._sight.automatic, mask, width)
        return look
