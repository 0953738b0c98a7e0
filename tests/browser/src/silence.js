// Music for stories: a sound file that any browser plays and nobody has to ship.

const RATE = 8_000;

/** A WAV file of so many seconds of silence: 8 bits, one channel. */
export function silence(seconds) {
  const file = Buffer.alloc(44 + RATE * seconds, 128);
  file.write("RIFF");
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write("data", 36);
  file.writeUInt32LE(RATE * seconds, 40);
  return file;
}
