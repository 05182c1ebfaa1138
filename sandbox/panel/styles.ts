import { html } from 'hono/html'

export const panelStyles = html`<style>
  .addresses {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 30px;
    padding-block: 14px;
    font-size: 0.9rem;
    border-block: 1px solid var(--rule);
  }
  .addresses dt {
    font-size: 0.82rem;
    color: var(--muted);
  }
  .addresses dd {
    overflow-wrap: anywhere;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 320px;
    grid-template-rows: auto 1fr;
    gap: 28px 56px;
    margin-top: 28px;
  }
  .columns.alone {
    grid-template-columns: minmax(0, 480px);
  }
  .columns > .event-column {
    grid-column: 1;
    grid-row: 1 / 3;
  }
  .columns > aside {
    display: grid;
    gap: 28px;
    align-content: start;
  }
  .columns > .card-column {
    grid-column: 2;
    align-content: start;
    border-top: 1px solid var(--rule);
    padding-top: 24px;
  }
  aside > * + * {
    border-top: 1px solid var(--rule);
    padding-top: 24px;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  .check {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 26px;
    font-size: 1rem;
    color: var(--ink);
  }
  .cards td,
  .cards th {
    padding-block: 6px;
  }
  .cards td:first-child {
    white-space: nowrap;
  }
  .events {
    list-style: none;
    margin-top: 10px;
    border-top: 1px solid var(--rule);
  }
  .events li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto 112px;
    gap: 0 20px;
    align-items: baseline;
    padding: 9px 0;
    border-bottom: 1px solid var(--rule);
  }
  .event-name > span {
    display: block;
    overflow-wrap: anywhere;
  }
  .event-name > a {
    text-decoration: none;
  }
  .event-name > a:hover {
    text-decoration: underline;
  }
  .event-name > .event-object {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .id {
    display: block;
    overflow-wrap: anywhere;
  }
  .things {
    list-style: none;
    padding: 0;
    border-top: 1px solid var(--rule);
  }
  .things > li {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    align-items: center;
    justify-content: space-between;
    padding: 12px 0;
    border-bottom: 1px solid var(--rule);
  }
  .things select {
    width: auto;
    min-height: 30px;
    padding-block: 2px;
  }
  .things input.part {
    width: 5.5rem;
    min-height: 30px;
    padding-block: 2px;
  }
  .faults {
    padding-left: 1.1em;
  }
  .event-state {
    text-align: right;
  }
  h1.mono {
    font-size: 1.35rem;
    overflow-wrap: anywhere;
  }
  .attempts th:first-child {
    width: 5rem;
  }
  .attempts th:nth-child(2) {
    width: 11rem;
  }
  .said {
    display: block;
    margin-top: 2px;
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  .tall {
    max-height: 70vh;
  }
  @media (max-width: 900px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .columns > .event-column,
    .columns > .card-column {
      grid-column: 1;
      grid-row: auto;
    }
  }
  @media (max-width: 560px) {
    .attempts th:first-child,
    .attempts th:nth-child(2) {
      width: auto;
    }
    .events li {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .event-name {
      grid-row: 1 / 3;
    }
    .event-state {
      grid-row: 1;
      grid-column: 2;
    }
    .event-when {
      grid-row: 2;
      grid-column: 2;
      text-align: right;
    }
  }
</style>`
