import { countTokens } from './tokens'

/** As the provider has it: prompts from 1,024 tokens on, in steps of 128, for a few minutes. */
const least = 1_024
const stepTokens = 128
const forgetAfterMs = 10 * 60_000
/** Prompts remembered, and how much of each: what is compared is its beginning. */
const remembered = 100
const comparedLength = 128 * 1024

type Seen = { model: string; text: string; at: number }

function commonStart(a: string, b: string): string {
  const end = Math.min(a.length, b.length)
  let at = 0
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  return a.slice(0, at)
}

export type PromptCache = {
  /** How many tokens of a prompt were read lately for the same model; from now on this one was too. */
  read(model: string, prompt: string): number
}

/** Remembers the prompts of the last minutes: who sends the same beginning again has it read from here. */
export function openPromptCache(now: () => number = Date.now): PromptCache {
  let seen: Seen[] = []
  return {
    read(model, prompt) {
      const text = prompt.slice(0, comparedLength)
      seen = seen.filter(({ at }) => now() - at < forgetAfterMs).slice(-remembered)
      const longest = seen
        .filter((one) => one.model === model)
        .map((one) => countTokens(commonStart(one.text, text)))
        .reduce((most, tokens) => Math.max(most, tokens), 0)
      seen = [...seen.filter((one) => one.text !== text), { model, text, at: now() }]
      // Never the whole: the last token is always read anew, as at the provider.
      const usable = Math.min(longest, countTokens(prompt) - 1)
      return usable < least ? 0 : usable - (usable % stepTokens)
    },
  }
}
