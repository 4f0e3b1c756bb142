import { markColours } from './colours.ts';
import type { MarkLook, MarkShape } from './mark-icon.ts';

const side = 36;

/** Outlines in a 36 × 36 box, made for this map. */
const outlines: Readonly<Record<MarkShape, string>> = {
  incident:
    'M18 1.5 L22.6 8 L30.4 6.4 L29 14.2 L35 19 L29 23.8 L30.4 31.6 L22.6 30 L18 35 L13.4 30 L5.6 31.6 L7 23.8 L1 19 L7 14.2 L5.6 6.4 L13.4 8 Z',
  alarm: 'M18 3.5 Q19.8 3.5 20.8 5.2 L33.2 28 Q35 32 31 32 L5 32 Q1 32 2.8 28 L15.2 5.2 Q16.2 3.5 18 3.5 Z',
  'smoke-sensor': 'M18 5 A13 13 0 1 1 17.99 5 Z',
  gate: 'M9 6 H27 Q30 6 30 9 V27 Q30 30 27 30 H9 Q6 30 6 27 V9 Q6 6 9 6 Z',
  gateway: 'M18 4 L32 18 L18 32 L4 18 Z',
  ranger: 'M18 3 Q30 3 30 15 Q30 24 18 33 Q6 24 6 15 Q6 3 18 3 Z',
  violation: 'M8 3 H11 V5 H31 L26 12.5 L31 20 H11 V33 H8 Z',
};

/** The sign inside, drawn in white on a filled outline. */
const signs: Readonly<Record<MarkShape, string>> = {
  incident:
    'M18.6 9 Q25 15 25 21 Q25 28.5 18 28.5 Q11 28.5 11 21.8 Q11 17.6 14.2 14.6 Q14.6 17.8 16.4 18.5 Q15.7 13 18.6 9 Z',
  alarm:
    'M18.5 11 Q23.5 16 23.5 21.5 Q23.5 28 18 28 Q12.5 28 12.5 22.5 Q12.5 19 15 16.5 Q15.3 19 16.8 19.6 Q16.2 15 18.5 11 Z',
  'smoke-sensor':
    'M10.5 15 Q14.25 11.5 18 15 T25.5 15 V17.4 Q21.75 20.9 18 17.4 T10.5 17.4 Z M10.5 20.5 Q14.25 17 18 20.5 T25.5 20.5 V22.9 Q21.75 26.4 18 22.9 T10.5 22.9 Z',
  gate: 'M9.5 12 H12.5 V25 H9.5 Z M12.5 14 L26.5 14 V18 L12.5 18 Z',
  gateway:
    'M16.7 17 H19.3 V26 H16.7 Z M18 12 A2.6 2.6 0 1 1 17.99 12 Z M12 11 Q9.5 15 12 19 L13.6 18 Q11.8 15 13.6 12 Z M24 11 Q26.5 15 24 19 L22.4 18 Q24.2 15 22.4 12 Z',
  ranger:
    'M18 7.5 A4 4 0 1 1 17.99 7.5 Z M10.5 24 Q10.5 16.8 18 16.8 Q25.5 16.8 25.5 24 Q22 27.5 18 27.5 Q14 27.5 10.5 24 Z',
  violation: 'M17.7 7.3 H20.3 V13.4 H17.7 Z M17.7 15.2 H20.3 V17.7 H17.7 Z',
};

const centreY: Readonly<Record<MarkShape, number>> = {
  incident: 19,
  alarm: 21,
  'smoke-sensor': 18,
  gate: 18,
  gateway: 18,
  ranger: 16,
  violation: 12.5,
};

/** One mark as pixels at `ratio` device pixels per CSS pixel, 36 CSS pixels square. Null where the browser gives no canvas. */
export function drawMark(shape: MarkShape, look: MarkLook, ratio: number): ImageData | null {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side * ratio;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.scale(ratio, ratio);
  if (look === 'unknown') drawHollow(pen, shape);
  else drawFilled(pen, shape, colourOf(shape, look));
  if (look === 'voided') strikeOut(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function drawFilled(pen: CanvasRenderingContext2D, shape: MarkShape, colour: string): void {
  const outline = new Path2D(outlines[shape]);
  pen.lineJoin = 'round';
  pen.strokeStyle = '#ffffff';
  pen.lineWidth = 4;
  pen.stroke(outline);
  paint(pen, outline, colour);
  paint(pen, new Path2D(signs[shape]), '#ffffff');
}

/** A stroke from corner to corner, edged in white so that it is seen on any ground. */
function strikeOut(pen: CanvasRenderingContext2D): void {
  pen.lineCap = 'round';
  for (const [width, colour] of [
    [6, '#ffffff'],
    [2.6, markColours.unknown],
  ] as const) {
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.beginPath();
    pen.moveTo(4, 30);
    pen.lineTo(32, 4);
    pen.stroke();
  }
}

function drawHollow(pen: CanvasRenderingContext2D, shape: MarkShape): void {
  const outline = new Path2D(outlines[shape]);
  paint(pen, outline, '#ffffff');
  pen.lineJoin = 'round';
  pen.strokeStyle = markColours.unknown;
  pen.lineWidth = 2.2;
  pen.setLineDash([3.2, 2]);
  pen.stroke(outline);
  pen.fillStyle = markColours.unknown;
  pen.font = `700 ${shape === 'violation' ? 13 : 16}px system-ui, sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText('?', shape === 'violation' ? 19 : 18, centreY[shape]);
}

function paint(pen: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  pen.fillStyle = colour;
  pen.fill(path);
}

const colours: Readonly<Record<Exclude<MarkLook, 'unknown'>, string>> = {
  alarm: markColours.alarm,
  closed: markColours.closed,
  acknowledged: markColours.acknowledged,
  cleared: markColours.unknown,
  fine: markColours.fine,
  fault: markColours.fault,
  recorded: markColours.violation,
  voided: markColours.unknown,
};

function colourOf(shape: MarkShape, look: Exclude<MarkLook, 'unknown'>): string {
  return shape === 'ranger' && look === 'fine' ? markColours.ranger : colours[look];
}
