import { maxPhotoBytes } from '../../protocol/event.ts';
import type { Camera, CameraShot } from '../camera-ports.ts';

/** The device's camera, in the page: camera apps kill the page on small phones. */
export class DeviceCamera implements Camera {
  async start(signal: AbortSignal): Promise<MediaStream | null> {
    const stream = await askForCamera();
    if (!stream) return null;
    const stop = () => {
      for (const track of stream.getTracks()) track.stop();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    return signal.aborted ? null : stream;
  }

  /** One frame as JPEG, smaller at need so that it fits a photo's limit. Rejects when the stream shows nothing. */
  async shoot(stream: MediaStream): Promise<CameraShot> {
    const video = await playing(stream);
    const takenAt = Date.now();
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    video.srcObject = null;
    return { photo: await encodeWithin(canvas, maxPhotoBytes), takenAt };
  }
}

async function askForCamera(): Promise<MediaStream | null> {
  const video = { facingMode: { ideal: 'environment' }, width: { ideal: 2560 }, height: { ideal: 1440 } };
  try {
    return (await navigator.mediaDevices?.getUserMedia({ video, audio: false })) ?? null;
  } catch (problem) {
    console.warn('no camera; the file input stands in', problem);
    return null;
  }
}

async function playing(stream: MediaStream): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  await video.play();
  if (video.videoWidth === 0) throw new Error('the camera shows no picture');
  return video;
}

async function encodeWithin(canvas: HTMLCanvasElement, most: number): Promise<Blob> {
  for (const quality of [0.92, 0.8, 0.6, 0.4]) {
    const photo = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
    if (photo && photo.size <= most) return photo;
  }
  throw new Error('the picture could not be encoded within the limit');
}
