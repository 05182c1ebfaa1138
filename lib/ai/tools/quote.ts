/** Words that somebody else has written: an invoice's description, a promotion's name. The instructions say what it means. */
export type Quoted = { quoted: string }

const MOST = 120

/**
 * Keeps such words in one short line of their own, without what is not seen (control characters, marks that turn the direction or
 * have no width). That makes it less likely that a model takes them for an instruction; that nothing comes of it when one does
 * is settled elsewhere: tools know one user, and act by that user's click alone.
 */
export function quote(text: string): Quoted {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
  return { quoted: line.length > MOST ? `${line.slice(0, MOST - 1).toWellFormed()}…` : line }
}
