import { html } from 'hono/html'

export const mailboxStyles = html`<style>
  .mails {
    list-style: none;
    border-top: 1px solid var(--rule);
  }
  .mail {
    display: grid;
    grid-template-columns: minmax(160px, 1fr) 3fr auto;
    gap: 0 20px;
    padding: 12px 0;
    border-bottom: 1px solid var(--rule);
    color: inherit;
    text-decoration: none;
  }
  .mail:hover .mail-subject {
    text-decoration: underline;
  }
  .mail-to,
  .mail-preview,
  .mail-subject {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mail-when {
    grid-column: 3;
    grid-row: 1;
    color: var(--muted);
  }
  .mail-subject {
    grid-column: 2;
    grid-row: 1;
    font-weight: 500;
  }
  .mail-preview {
    grid-column: 2 / 4;
  }
  .filter {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 18px;
    padding-bottom: 14px;
  }
  .filter a {
    color: var(--muted);
    text-decoration: none;
  }
  .filter a:hover,
  .filter a[aria-current] {
    color: var(--ink);
    text-decoration: underline;
  }
  .headers {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 4px 20px;
  }
  .headers dt {
    color: var(--muted);
  }
  .headers dd {
    overflow-wrap: anywhere;
  }
  .links {
    list-style: none;
    overflow-wrap: anywhere;
  }
  section h2 {
    margin-bottom: 8px;
  }
  iframe {
    display: block;
    width: 100%;
    height: 480px;
    border: 1px solid var(--rule);
    border-radius: var(--radius);
    background: #fff;
    color-scheme: light;
  }
  details pre {
    margin-top: 12px;
  }
  @media (max-width: 640px) {
    .mail {
      grid-template-columns: 1fr auto;
    }
    .mail-to {
      grid-row: 1;
      color: var(--muted);
    }
    .mail-when {
      grid-column: 2;
    }
    .mail-subject,
    .mail-preview {
      grid-column: 1 / 3;
      grid-row: auto;
    }
  }
</style>`
