const counted = /^\(\d+\) /;

/** Says a number before the tab's name, so that it is seen while another tab is; none for 0. */
export function countInTitle(count: number): void {
  const name = document.title.replace(counted, '');
  document.title = count > 0 ? `(${count}) ${name}` : name;
}

/** Names the tab, with the number that stands before its name. */
export function nameTab(name: string): void {
  document.title = `${counted.exec(document.title)?.[0] ?? ''}${name}`;
}
