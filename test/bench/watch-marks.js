// Runs in the page before all else: notes at each frame what has come to stand on the screen, in ms from the navigation's start.
{
  const marks = {};
  globalThis.journeyMarks = marks;
  const within = (host, selector) => host?.shadowRoot?.querySelector(selector);
  const note = (name, found) => {
    if (found) marks[name] ??= performance.now();
  };
  const look = () => {
    const home = within(document.querySelector('hl-app'), 'hl-home-page');
    note('verdict', within(within(home, 'hl-verdict-card'), 'section[data-kind="banned"]'));
    note('map', within(within(within(home, 'hl-map-panel'), 'hl-home-map'), 'hl-map[data-idle="true"]'));
    note('reference', within(document.querySelector('reference-page'), '[data-ready]'));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
