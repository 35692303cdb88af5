# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong, each with a sentence for the artist."""


class ColorizeError(Exception):
    """Base of the errors whose text is meant for the user."""


class BadParameter(ColorizeError, ValueError):
    """A setting is out of its range."""


class BadHints(ColorizeError, ValueError):
    """What should be the artist's strokes is of another kind or of other proportions."""


class NoHints(BadHints):
    """The artist has not painted anything yet."""


class HintsUnavailable(ColorizeError):
    """The colorizer's network takes no hints; they are spread over its prediction instead."""


class BadPhoto(ColorizeError, ValueError):
    """The pixels cannot be coloured: empty, of a wrong type, or not finite."""


class NoPhotos(ColorizeError, ValueError):
    """A folder or tar shard holds no photos, or cannot be read."""


class EvaluationImpossible(ColorizeError):
    """Something that an evaluation needs is missing or unfit."""


class NoDistribution(ColorizeError):
    """The colorizer predicts one colour for each place and nothing about others."""


class StyleUnavailable(ColorizeError):
    """The colorizer cannot take the style of another photo."""


class UnknownColorizer(ColorizeError, KeyError):
    """No colorizer has this name."""

    def __str__(self) -> str:
        return str(self.args[0])


class WeightsMissing(ColorizeError):
    """The colorizer is known but its weights are not on this computer."""


class WeightsDamaged(ColorizeError):
    """The weights file is not the one that the card describes."""


class InstallationFailed(ColorizeError):
    """Weights cannot be installed or removed."""


class DeviceUnavailable(ColorizeError):
    """The asked-for device is not in this computer."""
