// Keeps the parts of a page marked `data-live` up to date: the same page is fetched again and those parts are
// replaced, only when they changed, and never under somebody's keyboard focus, selection or open details.
const everyMs = 1500
let known = new Map()

const busy = (element) =>
  element.contains(document.activeElement) ||
  (getSelection()?.type === 'Range' && element.contains(getSelection().anchorNode))

async function refresh() {
  if (document.hidden) return
  const response = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!response.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id)
    if (!next || (known.get(part.id) ?? part.innerHTML) === next.innerHTML || busy(part)) continue
    const open = [...part.querySelectorAll('details[open][id]')].map((details) => details.id)
    known.set(part.id, next.innerHTML)
    part.replaceChildren(...next.childNodes)
    for (const id of open) document.getElementById(id)?.setAttribute('open', '')
  }
}

const loop = () =>
  refresh()
    // The sandbox was stopped or is starting again: the page stays as it is and asks later.
    .catch(() => undefined)
    .then(() => setTimeout(loop, everyMs))

for (const part of document.querySelectorAll('[data-live]')) known.set(part.id, part.innerHTML)
setTimeout(loop, everyMs)
