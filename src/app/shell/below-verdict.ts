// What home shows beside the verdict: its code comes when the verdict has been painted.
import '../custody-line/hl-sync-panel.ts';
import './hl-alarm-notice.ts';
import './hl-gates-link.ts';
import './hl-sharing-row.ts';
