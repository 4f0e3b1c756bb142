import { css } from 'lit';

/** The button for an evidence package and its dialog. */
export const evidenceExportStyles = css`
  :host {
    display: block;
    padding: 14px 20px;
  }
  dialog {
    width: min(560px, calc(100vw - 32px));
    max-height: calc(100dvh - 32px);
    padding: 24px;
    border: 0;
    border-radius: 12px;
    color: var(--hl-ink);
    font-size: 1rem;
    overflow: auto;
  }
  dialog::backdrop {
    background: rgb(10 20 14 / 60%);
  }
  form,
  .working,
  .done {
    display: grid;
    gap: 14px;
    margin-top: 12px;
  }
  .contents {
    display: grid;
    gap: 4px;
    padding-inline-start: 1.2em;
    list-style: disc;
    color: var(--hl-ink-soft);
    font-size: 0.9375rem;
  }
  .choice {
    display: grid;
    grid-template-columns: 28px 1fr;
    gap: 12px;
    align-items: start;
    padding: 12px 14px;
    border: 1.5px solid var(--hl-line-strong);
    border-radius: 10px;
    cursor: pointer;
  }
  .choice .soft {
    font-weight: 400;
  }
  .choice input {
    width: 24px;
    min-height: 24px;
    height: 24px;
    margin: 2px 0 0;
    accent-color: var(--hl-primary);
  }
  .reason {
    display: grid;
    gap: 6px;
    font-weight: 600;
  }
  textarea {
    padding: 10px 12px;
    border: 2px solid var(--hl-line-strong);
    border-radius: 8px;
    font-weight: 400;
    resize: vertical;
  }
  .refused {
    padding: 10px 14px;
    border-radius: 8px;
    background: var(--hl-danger-wash);
    color: var(--hl-danger);
  }
  .answers {
    display: flex;
    gap: 12px;
    justify-content: flex-end;
  }
  progress {
    width: 100%;
    height: 12px;
    accent-color: var(--hl-primary);
  }
  dl {
    padding: 12px 14px;
    border-radius: 8px;
    background: var(--hl-ground);
  }
  dt {
    color: var(--hl-ink-soft);
    font-size: 0.875rem;
  }
  code {
    font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
    font-size: 1rem;
    overflow-wrap: anywhere;
  }
`;
