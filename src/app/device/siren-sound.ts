import { LiveValue } from '../live.ts';
import type { SirenState } from '../siren-ports.ts';

const lowHz = 600;
const highHz = 950;
/** Up and down once. */
const sweepSeconds = 1.2;
const volume = 0.35;

type Audio = AudioContext | OfflineAudioContext;

/** A rising and falling tone without end, made by the browser's own audio: it goes on in a tab that lies behind others. */
export class SirenSound {
  readonly state = new LiveValue<SirenState>('silent');
  readonly #open: () => Audio;
  #audio: Audio | null = null;
  #stop: (() => void) | null = null;

  constructor(open: () => Audio = () => new AudioContext()) {
    this.#open = open;
    for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, () => this.#wake(), { capture: true });
  }

  sound(on: boolean): void {
    if (on === (this.#stop !== null)) return;
    if (on) this.#start();
    else this.#end();
    this.#tell();
  }

  test(): void {
    if (this.#stop) return;
    const stop = sweep(this.#ready());
    this.#wake();
    setTimeout(stop, sweepSeconds * 1000);
  }

  #start(): void {
    const audio = this.#ready();
    this.#stop = sweep(audio);
    this.#wake();
  }

  #end(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #ready(): Audio {
    if (this.#audio) return this.#audio;
    this.#audio = this.#open();
    this.#audio.onstatechange = () => this.#tell();
    return this.#audio;
  }

  /** Allowed only after a touch; a refusal says `blocked` until there is one. */
  #wake(): void {
    if (this.#audio?.state !== 'suspended') return;
    this.#audio.resume().then(
      () => this.#tell(),
      (problem: unknown) => console.warn('the siren is blocked', problem),
    );
  }

  #tell(): void {
    if (!this.#stop) this.state.set('silent');
    else this.state.set(this.#audio?.state === 'running' ? 'sounding' : 'blocked');
  }
}

function sweep(audio: Audio): () => void {
  const [tone, slow, depth, gain] = [
    audio.createOscillator(),
    audio.createOscillator(),
    audio.createGain(),
    audio.createGain(),
  ];
  tone.type = 'triangle';
  tone.frequency.value = (lowHz + highHz) / 2;
  slow.frequency.value = 1 / sweepSeconds;
  depth.gain.value = (highHz - lowHz) / 2;
  gain.gain.value = volume;
  slow.connect(depth).connect(tone.frequency);
  tone.connect(gain).connect(audio.destination);
  tone.start();
  slow.start();
  return () => {
    tone.stop();
    slow.stop();
    gain.disconnect();
  };
}
