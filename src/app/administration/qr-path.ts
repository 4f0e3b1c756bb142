/** A QR code's dark modules as one SVG path, one unit a module. `dark` holds `size` × `size` values row by row, non-zero for dark. */
export function qrPath(size: number, dark: ArrayLike<number>): string {
  const strokes: string[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let length = 0;
      while (column + length < size && dark[row * size + column + length]) length += 1;
      if (length > 0) strokes.push(`M${column} ${row}h${length}v1h-${length}z`);
      column += length;
    }
  }
  return strokes.join('');
}
