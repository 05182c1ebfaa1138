/** Of the ids this stand-in knows, those that think before they speak. The small ones are asked not to. */
const thinks = /^gpt-5(-\d{4}-\d{2}-\d{2})?$/

const shortest = 48
const longest = 320
const charactersPerToken = 3

/** How many tokens a model thinks for about a question: the longer it is, the more. */
export const reasoningTokensFor = (model: string, question: string): number =>
  thinks.test(model)
    ? Math.min(longest, shortest + Math.floor(question.length / charactersPerToken))
    : 0
