const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

const LARGEST = 0x10ffff

function characterOf(entity: string, name: string): string {
  if (!name.startsWith('#')) return named[name] ?? entity
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= LARGEST ? String.fromCodePoint(code) : entity
}

/** Turn the order of letters around, or cannot be seen at all: with them a text reads other than it is. */
const deceiving = /[\u200b\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

/** A text of Markdown as it is read: entities as their characters, and nothing that hides or turns letters. */
export const readable = (text: string): string =>
  text.replaceAll(/&(#x?[\da-f]+|[a-z]+);/gi, characterOf).replaceAll(deceiving, '')
