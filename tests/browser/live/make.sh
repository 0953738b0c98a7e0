#!/bin/sh
# Makes second.mp4, the second of picture that the live stream of the tests repeats. It is
# committed; this needs ffmpeg with libx264, the tests do not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
ffmpeg -y -hide_banner -loglevel error -f lavfi -i testsrc2=s=192x108:r=25:d=1 \
  -c:v libx264 -profile:v baseline -preset veryslow -crf 36 -g 25 -keyint_min 25 -sc_threshold 0 -pix_fmt yuv420p \
  -video_track_timescale 1000 -map_metadata -1 -fflags +bitexact -movflags +frag_keyframe+empty_moov+default_base_moof \
  "$here/second.mp4"
