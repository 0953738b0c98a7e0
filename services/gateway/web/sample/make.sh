#!/bin/sh
# Makes public/sample.mp4, the clip behind "Try it": sixty seconds of our own with a running
# clock, so that two screens side by side show at a glance whether they are in step. The clip is
# committed; this needs ffmpeg with libx264, the build does not.
#
# - a keyframe each second, so that a seek lands exactly;
# - the hundredths are in the picture, and a bar runs across once a second;
# - a quiet tick each second, a higher one each ten;
# - faststart, so that it plays while it loads.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
font=${FONT:-/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf}
seconds=60
size=640x360
rate=25

clock="drawtext=fontfile=$font:fontcolor=0xF3EFF7:fontsize=92:x=(w-tw)/2:y=118:text='%{eif\\:floor(t/60)\\:d\\:2}\\:%{eif\\:mod(floor(t)\\,60)\\:d\\:2}.%{eif\\:floor(mod(t\\,1)*100)\\:d\\:2}'"
title="drawtext=fontfile=$font:fontcolor=0xFFB04D:fontsize=30:x=(w-tw)/2:y=52:text='Matinee'"

ffmpeg -y -hide_banner -loglevel error \
  -f lavfi -i "color=c=0x1A1723:s=$size:r=$rate:d=$seconds" \
  -f lavfi -i "color=c=0xFFB04D:s=24x24:r=$rate:d=$seconds" \
  -f lavfi -i "color=c=0x322D40:s=560x6:r=$rate:d=$seconds" \
  -f lavfi -i "aevalsrc='0.12*exp(-40*mod(t,1))*sin(2*PI*t*(660+440*lt(mod(t,10),1)))':s=44100:d=$seconds" \
  -filter_complex "[0][2]overlay=x=40:y=265:shortest=1[line];[line][1]overlay=x='40+536*mod(t,1)':y=256:shortest=1,$title,$clock,format=yuv420p[v]" \
  -map '[v]' -map 3:a -t "$seconds" \
  -c:v libx264 -profile:v main -preset veryslow -crf 32 -tune animation \
  -g "$rate" -keyint_min "$rate" -sc_threshold 0 \
  -c:a aac -b:a 32k -ac 1 \
  -map_metadata -1 -metadata title='Matinee sample clip' -fflags +bitexact -movflags +faststart \
  "$here/../public/sample.mp4"
