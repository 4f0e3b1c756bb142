export interface CameraShot {
  readonly photo: Blob;
  readonly takenAt: number;
}

export interface Camera {
  /** A live picture for the page; null when there is no camera or no permission (use the file input then). */
  start(signal: AbortSignal): Promise<MediaStream | null>;
  shoot(stream: MediaStream): Promise<CameraShot>;
}
