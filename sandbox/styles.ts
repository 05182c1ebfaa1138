/**
 * The sandbox's own look: quiet like the product, but never mistaken for it, by the striped amber band on top.
 * Colours are checked for contrast (text 4.5:1, controls 3:1) in both themes.
 */
export const styles = `
@font-face { font-family: Geist; src: url(/assets/geist.woff2) format('woff2'); font-weight: 100 900; font-display: swap }
@font-face { font-family: 'Geist Mono'; src: url(/assets/geist-mono.woff2) format('woff2'); font-weight: 100 900; font-display: swap }
:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfaf7, #14171a);
  --raised: light-dark(#ffffff, #1a1e22);
  --ink: light-dark(#1a1d1c, #e9e9e4);
  --muted: light-dark(#5c625f, #a2a8a5);
  --rule: light-dark(#dfddd5, #2c3236);
  --edge: light-dark(#8b8f8a, #6b7379);
  --accent: light-dark(#0f5c46, #6fd3ae);
  --on-accent: light-dark(#ffffff, #0c1a15);
  --amber: light-dark(#8a4b06, #f0b45c);
  --amber-paper: light-dark(#fff3dc, #2f2415);
  --amber-stripe: light-dark(#ffe7bb, #3b2d18);
  --red: light-dark(#a5231c, #ff938a);
  --green: light-dark(#12633f, #74d3a0);
  --radius: 4px;
  --mono: 'Geist Mono', ui-monospace, SFMono-Regular, Menlo, monospace;
}
*, *::before, *::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 Geist, system-ui, -apple-system, 'Segoe UI', sans-serif }
h1, h2, h3, p, dl, dd, ul, ol, figure, fieldset { margin: 0; padding: 0 }
h1 { font-size: 1.6rem; line-height: 1.25; font-weight: 600; letter-spacing: -.015em; text-wrap: balance }
h2 { font-size: 1.05rem; font-weight: 600; letter-spacing: -.005em }
h3 { font-size: .95rem; font-weight: 600 }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: 1px }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px }
main:focus { outline: none }
code, pre, .mono { font-family: var(--mono); font-size: .9em; font-variant-numeric: tabular-nums }
.muted { color: var(--muted) }
.small { font-size: .86rem }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip { position: absolute; left: 8px; top: -60px; z-index: 2; background: var(--raised); padding: 8px 12px }
.skip:focus { top: 8px }
.band { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; padding: 8px max(20px, calc((100vw - 1080px) / 2)); color: var(--amber); font-size: .86rem;
  background: repeating-linear-gradient(135deg, var(--amber-paper) 0 14px, var(--amber-stripe) 14px 28px); border-bottom: 1px solid var(--amber) }
.band strong { text-transform: uppercase; letter-spacing: .09em; font-size: .8rem }
.nav { display: flex; gap: 20px; padding: 0 max(20px, calc((100vw - 1080px) / 2)); border-bottom: 1px solid var(--rule) }
.nav a { padding: 12px 0 10px; color: var(--muted); text-decoration: none; border-bottom: 2px solid transparent }
.nav a:hover { color: var(--ink) }
.nav a[aria-current] { color: var(--ink); border-color: var(--accent) }
.crumb { margin-bottom: 10px }
main { display: block; margin: 0 auto; padding: 32px 20px 72px }
main.wide { max-width: 1120px }
main.narrow { max-width: 520px }
.head { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: end; justify-content: space-between; margin-bottom: 20px }
.ruled { border-top: 1px solid var(--rule); padding-top: 20px; margin-top: 32px }
.row { display: flex; flex-wrap: wrap; gap: 10px; align-items: center }
.stack { display: grid; gap: 12px }
label, legend { font-size: .86rem; color: var(--muted) }
input, select, textarea, button, .button { font: inherit; color: inherit }
input:not([type=checkbox], [type=radio]), select, textarea { display: block; width: 100%; min-height: 38px; padding: 6px 10px; background: var(--raised); border: 1px solid var(--edge); border-radius: var(--radius) }
input[type=checkbox], input[type=radio] { width: 18px; height: 18px; margin: 0; accent-color: var(--accent) }
input.mono { font-family: var(--mono) }
[aria-invalid=true] { border-color: var(--red) !important }
button, .button { display: inline-flex; align-items: center; justify-content: center; gap: 8px; min-height: 38px; padding: 6px 14px; border-radius: var(--radius); border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 500; text-decoration: none; cursor: pointer }
button:has(> .visually-hidden), .button:has(> .visually-hidden) { gap: 0 }
button:hover, .button:hover { filter: brightness(1.08) }
button:disabled { opacity: .55; cursor: default }
button.quiet, .button.quiet { background: transparent; color: var(--ink); border-color: var(--edge) }
button.quiet:hover, .button.quiet:hover { background: var(--raised); filter: none }
button.small, .button.small { min-height: 30px; padding: 2px 10px; font-size: .86rem }
button.danger { background: transparent; border-color: var(--red); color: var(--red) }
.notice { padding: 10px 14px; border-left: 3px solid var(--amber); background: var(--amber-paper); color: var(--ink) }
.notice.bad { border-color: var(--red) }
.notice.good { border-color: var(--green) }
.tag { display: inline-block; padding: 0 7px; border: 1px solid currentColor; border-radius: 99px; font-size: .78rem; line-height: 1.55; white-space: nowrap }
.good { color: var(--green) } .bad { color: var(--red) } .warn { color: var(--amber) }
.notice.good, .notice.bad { color: var(--ink) }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
th { text-align: left; font-weight: 500; font-size: .82rem; color: var(--muted) }
th, td { padding: 9px 12px 9px 0; border-bottom: 1px solid var(--rule); vertical-align: top }
td:last-child, th:last-child { padding-right: 0 }
.num { text-align: right; white-space: nowrap; font-family: var(--mono) }
.scroll { overflow-x: auto }
.empty { padding: 56px 0; text-align: center; color: var(--muted); border-block: 1px solid var(--rule) }
.empty h2 { color: var(--ink); margin-bottom: 4px }
pre { margin: 0; padding: 14px; overflow: auto; background: var(--raised); border: 1px solid var(--rule); border-radius: var(--radius); white-space: pre-wrap; overflow-wrap: anywhere }
details > summary { cursor: pointer }
@media (prefers-reduced-motion: no-preference) { button, .button, .nav a { transition: background-color .12s, color .12s, filter .12s } }
`
