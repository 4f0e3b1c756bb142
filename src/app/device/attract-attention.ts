const beepHz = 880;
const beepSeconds = 0.25;

/** Vibrates and beeps three times, as far as this phone can and the person has touched the page before. Never throws: the words stand anyway. */
export function attractAttention(): void {
  navigator.vibrate?.([300, 150, 300, 150, 300]);
  const audio = new AudioContext();
  const sounds = Array.from({ length: 3 }, (_, index) => beep(audio, index * 2 * beepSeconds));
  const last = sounds.at(-1);
  if (last) last.onended = () => closeQuietly(audio);
  if (audio.state === 'suspended') closeQuietly(audio);
}

function beep(audio: AudioContext, after: number): OscillatorNode {
  const [sound, volume] = [audio.createOscillator(), audio.createGain()];
  sound.frequency.value = beepHz;
  volume.gain.value = 0.4;
  sound.connect(volume).connect(audio.destination);
  sound.start(audio.currentTime + after);
  sound.stop(audio.currentTime + after + beepSeconds);
  return sound;
}

function closeQuietly(audio: AudioContext): void {
  audio.close().catch((problem: unknown) => console.warn('no sound', problem));
}
