import { imageSize } from 'image-size'

/** What a question came with, as far as the stand-in can read it: a picture's size, a text's words. */
export type Attachment =
  | { kind: 'image'; type: string; width: number; height: number }
  | { kind: 'text'; name: string; text: string }

/** A text between marks that carry the same id, as the product sends files; what follows it is not the user's question. */
const fileText =
  /^<file id="([\w-]+)" name=("(?:[^"\\]|\\.)*") type="[^"]*">\n([\s\S]*)\n<\/file id="\1">/

export function readFileText(text: string): Attachment | undefined {
  const [, , name, inside] = fileText.exec(text) ?? []
  if (name === undefined || inside === undefined) return undefined
  return { kind: 'text', name: JSON.parse(name) as string, text: inside }
}

/** A picture sent as a data URL; `undefined` for one that is none, which the real API refuses too. */
export function readImage(url: string | undefined): Attachment | undefined {
  const [, data] = /^data:image\/[\w.+-]+;base64,(.+)$/s.exec(url ?? '') ?? []
  if (data === undefined) return undefined
  try {
    const { width, height, type = 'picture' } = imageSize(Buffer.from(data, 'base64'))
    return { kind: 'image', type, width, height }
  } catch {
    return undefined
  }
}

/** As the provider counts them: small models patches of 32 pixels, the large one tiles of 512. */
export function imageTokens(model: string, width: number, height: number): number {
  if (/mini|nano/.test(model)) {
    const patches = Math.min(1_536, Math.ceil(width / 32) * Math.ceil(height / 32))
    return Math.ceil(patches * (model.includes('nano') ? 2.46 : 1.62))
  }
  const inside = Math.min(1, 2_048 / Math.max(width, height))
  const short = Math.min(1, 768 / (Math.min(width, height) * inside))
  const tiles = (side: number) => Math.ceil((side * inside * short) / 512)
  return 70 + 140 * tiles(width) * tiles(height)
}

const QUOTED = 120

function words(attachment: Attachment): string {
  if (attachment.kind === 'image') {
    const { type, width, height } = attachment
    return `The picture is ${width} × ${height} pixels large, a ${type.toUpperCase()}. What it shows I cannot see: I am a script.`
  }
  const { name, text } = attachment
  const lines = text.replace(/\n$/, '').split('\n').length
  const start = text.trim().replace(/\s+/g, ' ').slice(0, QUOTED)
  return `**${name}** has ${lines} ${lines === 1 ? 'line' : 'lines'} and begins with: “${start}”`
}

/** What the stand-in says of the files of a question. */
export const describe = (attachments: readonly Attachment[]): string =>
  attachments.map(words).join('\n\n')
