import { css } from 'lit';
import { tokens } from '../kit/tokens.css.ts';

const pageStyles = css`
  html {
    background: #eef2ee;
    -webkit-text-size-adjust: 100%;
  }

  body {
    margin: 0;
  }
`;

/** Gives the document the tokens and an empty margin; once, from the shell. */
export function adoptPageStyles(): void {
  const sheets = [tokens, pageStyles].flatMap(({ styleSheet }) => (styleSheet ? [styleSheet] : []));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
}
