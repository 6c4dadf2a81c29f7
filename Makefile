# make run     the station in front of the virtual runner (SOURCE=clip.mp4|usb:0|picamera2, VIEW=front|rear|left|right)
# make test    lint, types, import contracts, the whole test suite
# make setup   only the set-up: everything lives in .venv

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test accuracy stickers peers platform powercut release screenshots hardware lock clean

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(shell for p in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do \
	$$p -c '$(SUPPORTED)' 2>/dev/null && { command -v $$p; break; }; done)
# picamera2 comes with the operating system of a Pi only; an environment that is to use it must see the system's packages.
ON_PI := $(shell $(PYTHON) -c 'import picamera2' 2>/dev/null && echo yes)

help:
	@sed -n '1,3s/^# //p' Makefile

setup: .venv/installed .venv/model

.venv/installed: pyproject.toml requirements.lock requirements-pi.lock tools/system_packages.sh
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and none was found. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@PYTHON=$(PYTHON) tools/system_packages.sh
	$(PYTHON) -m venv $(if $(ON_PI),--system-site-packages) .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.lock $(if $(ON_PI),-r requirements-pi.lock)
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/model: .venv/installed
	.venv/bin/station model
	@touch $@

run: setup
	@.venv/bin/station run $(if $(SOURCE),--source "$(SOURCE)") $(if $(VIEW),--view "$(VIEW)") $(ARGS)

setup-dev: .venv/installed-dev

.venv/installed-dev: .venv/installed requirements-dev.lock
	@tools/system_packages.sh chromium=chromium ffmpeg=ffmpeg || echo "Tests that need them will be skipped."
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

test: setup setup-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m pytest $(PYTEST)

BENCH ?= ../shared

accuracy: setup
	.venv/bin/station validate $(BENCH) --report docs/accuracy.md

# Camera, pins, service, install and power loss on the real kernel, libcamera and systemd, without a Pi: docs/platform.md.
# As root on Debian. PREBUILT is a folder with a kernel or libcamera built earlier; ONLY="pins service" runs less.
platform: setup
	tools/platform/packages.sh
	.venv/bin/python -m tools.platform $(if $(PREBUILT),--prebuilt "$(PREBUILT)") $(foreach part,$(ONLY),--only $(part))

# The power of a recording station is cut in mid-write, CUTS times, on one disk: docs/power-loss.md. SEED gives other moments.
powercut: setup
	tools/platform/packages.sh
	.venv/bin/python -m tools.platform.powercut $(if $(CUTS),--cuts $(CUTS)) $(if $(SEED),--seed $(SEED)) $(if $(PREBUILT),--prebuilt "$(PREBUILT)")

# How well two stickers tell pelvic drop: renders runners who wear them (hours), measures, and writes docs/stickers.md.
# RENDER is a Python with numpy, scipy, moderngl and OpenCV, as docs/virtual-runner.md makes one.
RENDER ?= /tmp/render/bin/python
STICKERS := build/stickers

stickers: setup
	LP_NUM_THREADS=1 $(RENDER) tools/stickers/pictures.py $(BENCH)/render_runner $(BENCH)/bench/motion $(STICKERS)/stills 2 70
	LP_NUM_THREADS=1 $(RENDER) tools/stickers/clips.py $(BENCH)/render_runner $(STICKERS)/clips
	.venv/bin/python -m tools.stickers.study $(STICKERS)/stills $(STICKERS)/clips $(addprefix $(BENCH)/,bench/stills bench/stills_real bench/clips footage)

# Other open systems and the station on the benchmark's pose streams: docs/peers.json. They live in .venv-peers.
peers: setup .venv-peers/installed
	.venv/bin/python -m tools.peers.compare $(BENCH)

.venv-peers/installed: tools/peers/requirements.txt
	$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r $< || \
		{ echo "Pose2Sim and Sports2D come from the Python package index and take 900 MB; look at the network and the disk, then run: make peers" >&2; exit 1; }
	@touch $@

# A release for boxes: dist/station-<version>.tar (docs/appliance.md). With packages for boxes without a network:
# make release FOR="cp311-aarch64 cp313-aarch64" MODEL=~/.local/share/station/models/pose_landmarker_full.task
release: setup-dev
	.venv/bin/python -m tools.release $(addprefix --wheelhouse ,$(FOR)) $(if $(MODEL),--model "$(MODEL)")

# The pictures that the documentation shows, taken in the closed loop.
screenshots: setup setup-dev
	STATION_SCREENSHOTS=docs/images .venv/bin/python -m pytest tests/test_closed_loop_browser.py tests/test_first_visit_browser.py

# Wiring, placement and pictures of the printed parts, from the settings, the checks and the OpenSCAD files.
hardware: setup
	.venv/bin/python -m tools.hardware
	.venv/bin/python -m tools.hardware.pictures

# The locks hold for every supported Python and machine; uv writes them.
lock: setup-dev
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header -c requirements.lock --extra dev pyproject.toml -o requirements-dev.lock
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header -c requirements.lock --extra pi pyproject.toml -o requirements-pi.lock

clean:
	rm -rf .venv .venv-peers build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
