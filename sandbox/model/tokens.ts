/**
 * The stand-in's tokens. Not a model's vocabulary, but with its two properties that billing relies on: about four bytes
 * each in plain English, and never more of them than UTF-8 bytes.
 */
const bytesPerToken = 4

/** Tokens the provider would count for what it was sent. */
export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken)
}

/** Cuts a text into the pieces it is streamed in, one per output token; joined they are the text again. */
export function tokenize(text: string): string[] {
  // A word keeps the blank before it, as in byte-pair vocabularies; long words fall into pieces of six letters.
  return text.match(/ ?[\p{L}\p{N}]{1,6}|\s+| ?[^\s\p{L}\p{N}]{1,3}/gu) ?? []
}
