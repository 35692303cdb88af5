# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that the backend sends in English, and what people read."""

from __future__ import annotations

from translation import N_, _

# What `models/color` calls colours.
COLOR_NAMES = (
    N_("gray"),
    N_("dark pink"),
    N_("pink"),
    N_("light pink"),
    N_("dark red"),
    N_("red"),
    N_("light red"),
    N_("dark orange"),
    N_("orange"),
    N_("light orange"),
    N_("dark yellow"),
    N_("yellow"),
    N_("light yellow"),
    N_("dark olive"),
    N_("olive"),
    N_("light olive"),
    N_("dark green"),
    N_("green"),
    N_("light green"),
    N_("dark teal"),
    N_("teal"),
    N_("light teal"),
    N_("dark blue"),
    N_("blue"),
    N_("light blue"),
    N_("dark violet"),
    N_("violet"),
    N_("light violet"),
    N_("dark magenta"),
    N_("magenta"),
    N_("light magenta"),
    N_("brown"),
    N_("tan"),
    N_("light tan"),
    N_("sand"),
    N_("light sand"),
    # Finer ones, of `models/color/distinct_names.py`.
    N_("reddish gray"),
    N_("yellowish gray"),
    N_("greenish gray"),
    N_("bluish gray"),
    N_("purplish pink"),
    N_("salmon pink"),
    N_("pinkish red"),
    N_("orange red"),
    N_("reddish brown"),
    N_("yellowish brown"),
    N_("reddish tan"),
    N_("yellowish tan"),
    # Of their own, because many a language has a word for light tan.
    N_("light reddish tan"),
    N_("light yellowish tan"),
    N_("reddish orange"),
    N_("yellowish orange"),
    N_("golden sand"),
    N_("greenish sand"),
    N_("golden yellow"),
    N_("greenish yellow"),
    N_("yellowish olive"),
    N_("greenish olive"),
    N_("yellowish green"),
    N_("bluish green"),
    N_("greenish teal"),
    N_("bluish teal"),
    N_("greenish blue"),
    N_("purplish blue"),
    N_("bluish violet"),
    N_("reddish violet"),
    N_("purplish magenta"),
    N_("pinkish magenta"),
)

# The words that may stand before such a name.
BEFORE_COLOR_NAMES = {
    "dark": N_("dark {color}"),
    "light": N_("light {color}"),
    "pale": N_("pale {color}"),
    "muted": N_("muted {color}"),
    "vivid": N_("vivid {color}"),
}

# What `models/contents.py` calls what regions show.
CONTENTS = (
    N_("sky"),
    N_("water"),
    N_("plants"),
    N_("grass"),
    N_("ground"),
    N_("rock"),
    N_("building"),
    N_("room"),
    N_("skin"),
    N_("hair"),
    N_("clothes"),
    N_("animal"),
    N_("vehicle"),
)

# What `iizuka2016` takes a whole photo for.
PHOTO_CLASSES = (
    N_("art gallery"),
    N_("auditorium"),
    N_("baseball field"),
    N_("computer room"),
    N_("daisy"),
    N_("dandelion"),
    N_("desert"),
    N_("dog"),
    N_("elephant"),
    N_("garden"),
    N_("giraffe"),
    N_("guitar"),
    N_("highway"),
    N_("horse"),
    N_("house"),
    N_("ice skating"),
    N_("kitchen"),
    N_("laundromat"),
    N_("library"),
    N_("mountain"),
    N_("ocean"),
    N_("person"),
    N_("roses"),
    N_("sunflowers"),
    N_("t-shirt"),
    N_("tennis court"),
    N_("tulips"),
    N_("waterfall"),
    N_("windmill"),
)

# What the cards of the program's colorizers, and of those that can be installed, say of them.
COLORIZERS = (
    N_("Our own network, shipped with the program: quick, for every kind of photo."),
    N_(
        "The network of Zhang 2016 at half width, trained by this project: for "
        "comparison, weaker than Compact."
    ),
    N_("Calm, likely colours; says what a photo shows, and takes the style of another one."),
    N_(
        "Hue and chroma from the layers of an image classifier: calm colours, gray where "
        "it is not sure."
    ),
    N_(
        "A very small network: quick, at its best on landscapes; for comparison, weaker than "
        "Compact."
    ),
    N_(
        "For comparison only: the network of Compact trained to guess one average "
        "colour. Pale, and no alternatives."
    ),
    N_("Bold colours; the network of the paper with the weights of its authors."),
    N_("Quiet colours from a regression; takes hints. With its authors' weights."),
)

# What the backend may note about a photo that the plug-in has sent.
NOTES = (
    N_("The graphics card ran out of memory; the photo was coloured on the CPU."),
    N_("The graphics card cannot be used; the photo was coloured on the CPU."),
)


def color_name(name: str) -> str:
    """Give a colour's name in the user's language; an unknown one as it is."""
    if name in COLOR_NAMES:
        return _(name)
    first, _blank, rest = name.partition(" ")
    if rest and first in BEFORE_COLOR_NAMES:
        return _(BEFORE_COLOR_NAMES[first]).format(color=color_name(rest))
    return name


def content_name(name: str) -> str:
    """Give what a region shows in the user's language, to begin a name with; "" for ""."""
    known = _(name) if name in CONTENTS else name
    return known[:1].upper() + known[1:]


def photo_class(name: str) -> str:
    """Give what a photo is taken for in the user's language; an unknown one as it is."""
    return _(name) if name in PHOTO_CLASSES else name


def colorizer_description(text: str) -> str:
    """Give what a card says of its colorizer in the user's language; what is unknown as it is."""
    return _(text) if text in COLORIZERS else text


def note(text: str) -> str:
    """Give a note of the backend in the user's language; an unknown one as it is."""
    return _(text) if text in NOTES else text
