/** What may be attached to a message. The composer says it beforehand, the server refuses beyond it. */
export const TEXT_BYTES = 256 * 1024
export const IMAGE_BYTES = 4 * 1024 * 1024
/** Of each side. */
export const IMAGE_PIXELS = 4_096
/** To one message; how many to a chat, the plan says. */
export const MESSAGE_FILES = 5
export const NAME_LENGTH = 120

/** For the browser's file dialogue. What is taken is decided by the content. */
export const ACCEPTED =
  'text/plain,text/markdown,text/csv,application/json,.txt,.md,.csv,.json,.log,image/png,image/jpeg,image/webp,image/gif'

export type FileType =
  | 'text/plain'
  | 'text/markdown'
  | 'text/csv'
  | 'application/json'
  | 'image/png'
  | 'image/jpeg'
  | 'image/webp'
  | 'image/gif'

/** A file as a message and the composer know it. `size` in bytes; `tokens` is a bound on what a model counts for it. */
export type FileData = {
  id: string
  name: string
  type: FileType
  size: number
  tokens: number
  width?: number
  height?: number
}

export const isImage = ({ type }: Pick<FileData, 'type'>): boolean => type.startsWith('image/')

/** What a model will about count: a bound of a text is its bytes, of which four make a token. */
export const aboutTokens = (file: Pick<FileData, 'type' | 'tokens'>): number =>
  isImage(file) ? file.tokens : Math.ceil(file.tokens / 4)
