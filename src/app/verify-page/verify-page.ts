import { render } from 'lit';
import './hl-verify-page.ts';
import { pageTokens } from './page-tokens.ts';

/** The page stands alone: what the app puts round its elements it brings itself. */
render(pageTokens(), document.head);
