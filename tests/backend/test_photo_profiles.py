# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles of photo files: those that can stay do, and colours and lightness are right without."""

import io

import numpy as np
import pytest
import pyvips
from photo_round_trip import color, lightness, read
from photo_samples import gray_profile, ramp, scanner_profile
from PIL import Image, ImageCms
from skimage.color import rgb2lab


@pytest.mark.parametrize("target", ["png", "jpg", "tif", "webp"])
def test_an_rgb_profile_is_kept_and_its_colours_are_right(tmp_path, target):
    p3 = pyvips.Operation.call("profile_load", "p3")
    rgb = np.stack([ramp()] * 3, -1)
    Image.fromarray(rgb).save(tmp_path / "p3.png", icc_profile=p3)
    Image.fromarray(rgb).save(tmp_path / "srgb.png")
    out = tmp_path / f"out.{target}"
    color(read(tmp_path / "p3.png"), out)
    color(read(tmp_path / "srgb.png"), tmp_path / "plain.png")

    result = Image.open(out)
    assert result.info["icc_profile"] == p3
    shown = ImageCms.profileToProfile(
        result, ImageCms.ImageCmsProfile(io.BytesIO(p3)), ImageCms.createProfile("sRGB")
    )
    plain = np.asarray(Image.open(tmp_path / "plain.png"))
    difference = rgb2lab(np.asarray(shown)) - rgb2lab(plain)
    tolerance = 2.5 if target in ("png", "tif") else 8
    # Both files hold 8 bits, which are coarse in the darkest tones.
    assert np.abs(difference)[:, 10:].max() < tolerance
    assert not np.array_equal(np.asarray(result), plain)


def test_a_gray_profile_becomes_srgb_with_the_same_lightness(tmp_path):
    Image.fromarray(ramp()).save(tmp_path / "in.png", icc_profile=gray_profile(1.8))
    photo = read(tmp_path / "in.png")
    color(photo, tmp_path / "out.png")
    result = Image.open(tmp_path / "out.png")
    profile = ImageCms.ImageCmsProfile(io.BytesIO(result.info["icc_profile"]))
    assert profile.profile.xcolor_space.strip() == "RGB"
    luminance = (ramp() / 255) ** 1.8
    expected = np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)
    assert np.abs(lightness(np.asarray(result)) - expected).max() < 1


def test_a_profile_that_does_not_fit_is_left_out_with_a_note(tmp_path):
    p3 = pyvips.Operation.call("profile_load", "p3")
    Image.fromarray(ramp()).save(tmp_path / "in.tif", icc_profile=p3)
    photo = read(tmp_path / "in.tif")
    assert any("does not fit" in note for note in photo.notes)
    assert np.array_equal(photo.gray, ramp())
    Image.fromarray(ramp()).save(tmp_path / "broken.tif", icc_profile=b"no profile" * 20)
    assert np.array_equal(read(tmp_path / "broken.tif").gray, ramp())


def test_a_profile_that_can_only_be_read_gives_way_to_srgb_with_a_note(tmp_path):
    file = tmp_path / "in.tif"
    scan = Image.fromarray(np.stack([ramp()] * 3, -1))
    scan.save(file, icc_profile=scanner_profile())
    photo = read(file)
    assert any("the result is sRGB" in note for note in photo.notes)
    assert not np.array_equal(photo.gray >> 8, ramp())  # which the profile makes lighter or darker
    out = tmp_path / "out.png"
    color(photo, out)
    result = Image.open(out)
    profile = ImageCms.ImageCmsProfile(io.BytesIO(result.info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    expected = lightness(np.stack([(photo.gray >> 8).astype(np.uint8)] * 3, -1))
    assert np.abs(lightness(np.asarray(result)) - expected).max() < 1


def test_cmyk_is_read_with_a_note_and_becomes_srgb(tmp_path):
    Image.fromarray(ramp()).convert("CMYK").save(tmp_path / "in.jpg", quality=95)
    photo = read(tmp_path / "in.jpg")
    assert any("CMYK" in note for note in photo.notes)
    assert (np.diff(photo.gray[0, ::8].astype(int)) > 0).all()
    color(photo, tmp_path / "out.png")
    assert Image.open(tmp_path / "out.png").mode == "RGB"
