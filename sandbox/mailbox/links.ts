const entities: Record<string, string> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' }

const decode = (text: string) =>
  text.replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole
    const code =
      name[1]?.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

/** The web addresses of a mail, each once, in its order: those of the HTML part first, then those of the text. */
export function linksIn(html: string | null, text: string): string[] {
  const hrefs = [...(html ?? '').matchAll(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map(
    (found) => decode(found[1] ?? found[2] ?? ''),
  )
  // A full stop or bracket after an address is the sentence's.
  const bare = (text.match(/https?:\/\/[^\s<>"]+/g) ?? []).map((url) =>
    url.replace(/[.,;:!?)\]}]+$/, ''),
  )
  return [...new Set([...hrefs, ...bare])].filter(
    (url) => /^https?:\/\//i.test(url) && URL.canParse(url),
  )
}
