import { tokenize } from './tokens'

type Task = {
  subject: string
  tokens: number
  isPoem: boolean
  /** Asked for a text by name ("write …"), so words like "price" in it are its subject, not a question. */
  explicit: boolean
}

const usualTokens = 220
const mostTokens = 8_000

const requests: { pattern: RegExp; explicit: boolean }[] = [
  {
    pattern:
      /\b(?:write|compose|draft|tell (?:me|us) a story)\b(?: me| us)?(?: an?| some| the)?(?: (?:long|short|detailed|brief))?\s*(?:(?:story|essay|text|article|poem|paragraphs?|words|sentences)\s*)?(?:about|on|of)\s+(.+)/i,
    explicit: true,
  },
  { pattern: /\b(?:write|compose|draft)\b.*?\b(?:about|on)\s+(.+)/i, explicit: true },
  { pattern: /\b(?:write|compose|draft)(?: me)?(?: an?)?\s+(.+)/i, explicit: true },
  {
    pattern: /\b(?:explain|describe|tell me (?:more )?about)\b\s+(.+)/i,
    explicit: false,
  },
]

/** Is a text asked for, about what, and how long? Lengths in words, tokens, sentences or paragraphs are kept to. */
export function writingTask(question: string): Task | undefined {
  for (const { pattern, explicit } of requests) {
    const found = pattern.exec(question)
    if (!found?.[1]) continue
    const subject =
      found[1]
        .replace(/\b(in|with|using)\s+(about\s+)?\d[\d,]*\s+\w+.*$/i, '')
        .replace(/[\s.?!,;:]+$/, '')
        .slice(0, 60) || 'this'
    const isPoem = /\b(poem|verse|rhyme|haiku)s?\b/i.test(question)
    return { subject, tokens: Math.min(mostTokens, lengthIn(question)), isPoem, explicit }
  }
  return undefined
}

function lengthIn(question: string): number {
  const found = /(\d[\d,]*)[\s-]*(words?|tokens?|sentences?|paragraphs?)/i.exec(question)
  const count = Number(found?.[1]?.replaceAll(',', '') ?? 0)
  if (!found?.[2] || count === 0)
    return /\b(long|detailed)\b/i.test(question)
      ? usualTokens * 3
      : /\b(short|brief|poem|haiku)\b/i.test(question)
        ? usualTokens / 3
        : usualTokens
  const unit = found[2].toLowerCase()
  const perUnit = unit.startsWith('word')
    ? 1.5
    : unit.startsWith('sent')
      ? 22
      : unit.startsWith('para')
        ? 110
        : 1
  return Math.ceil(count * perUnit)
}

/** Sentences that hold for nearly any subject; `{}` is where it stands. They claim no facts, for the script has none. */
const sentences = [
  'The first thing to notice about {} is how much depends on where you stand.',
  'Seen from afar it is one thing; seen closely it is many small ones that happen to agree.',
  'People who know {} well tend to talk less about the whole and more about one particular corner of it.',
  'That is usually a good sign, because attention to a corner is how the whole gets understood.',
  'A useful question is what would be missing if {} were not there.',
  'Some of the answers are practical and come at once.',
  'Others take a while, and those are the ones worth waiting for.',
  'It helps to look at {} twice: once for what it does, and once for what it asks in return.',
  'The first look gives a list, the second gives a reason.',
  'Between the two there is room for an opinion of one’s own.',
  'Nobody starts with the complete picture.',
  'One begins with a detail, finds a second that seems to contradict it, and looks for a third that explains both.',
  'In this way {} teaches patience to those who did not bring any.',
  'There is also the matter of time.',
  'What looks settled today was once a question, and what looks like a question may be settled sooner than expected.',
  'A calm description of {} leaves space for both.',
  'It names what is certain, marks what is not, and does not fill the gap with noise.',
  'Small steps matter here more than large ones.',
  'A small step can be checked, repeated and taken back; a large one mostly has to be believed.',
  'Whoever explains {} to a beginner soon finds out which parts they had only believed.',
  'The honest remedy is an example, and after it a second one that is a little less convenient.',
  'Two examples make a pattern, and a third tests it.',
  'From there the subject opens by itself.',
  'Comparison helps as well, as long as both sides are looked at with the same care.',
  'What is easy to measure about {} is not always what counts, but it is a place to begin.',
  'The rest asks for judgement, and judgement grows with use.',
  'It is worth writing down what one expects before looking, and being pleased when it turns out otherwise.',
  'In the end {} is less a thing to have an answer for than a thing to keep in view.',
  'That may sound modest, yet most good work has been done that way.',
  'And with that, the next question is already waiting.',
]

const perParagraph = 5

const stanzas = [
  [
    'Of {} I was asked to write,',
    'a line by day, a line by night;',
    'each line stands where it ought to be,',
    'and adds to those above, you see.',
  ],
  [
    'What comes goes in, what goes goes out,',
    'and nothing in between’s in doubt;',
    'so {} keep the even tone',
    'of things that balance on their own.',
  ],
  [
    'And if the rhyme is somewhat thin,',
    'recall the box that it is in:',
    'a script that knows of {} this:',
    'how long its verse about them is.',
  ],
]

const note =
  '*A text of the sandbox’s scripted model: the right length, the right subject, and no claim to wisdom.*'

/** Verses on the subject, as many as `tokens` take, and at least one. */
export function poem(subject: string, tokens: number): string {
  const parts = [note]
  let count = tokenize(note).length
  for (let index = 0; index === 0 || count < tokens; index += 1) {
    const verse = (stanzas[index % stanzas.length] ?? []).join('  \n').replace('{}', subject)
    parts.push(verse)
    count += tokenize(`\n\n${verse}`).length
  }
  return parts.join('\n\n')
}

/** A text on the subject, just over `tokens` long, ending with a whole sentence. */
export function essay(subject: string, tokens: number): string {
  const paragraphs: string[][] = [[note]]
  let count = tokenize(note).length
  for (let index = 0; count < tokens; index += 1) {
    const sentence = (sentences[index % sentences.length] ?? '').replace('{}', subject)
    if (index % perParagraph === 0) paragraphs.push([])
    paragraphs.at(-1)?.push(sentence)
    count += tokenize(` ${sentence}`).length
  }
  return paragraphs.map((paragraph) => paragraph.join(' ')).join('\n\n')
}
