import { intents as allIntents, toolFor, type Intent } from './intents'
import type { FunctionTool } from './request'

/** An example question for each intent, for "what can you do". */
const examples: Record<string, string> = {
  balance: '“How many credits do I have left?”',
  statement: '“Why was I charged for my last message?”',
  plan: '“When does my plan renew?”',
  payments: '“Show my payments.”',
  prices: '“What does a message cost?”',
  topup: '“I want to buy more credits.”',
  top_up: '“I want to buy 1,000 credits.”',
  spending: '“Where did my credits go this month, by day?”',
  payment_problems: '“Why did my payment fail?”',
  entitlements: '“What can I use?”',
  change_plan: '“Upgrade me to Business.”',
  subscribe: '“Subscribe me to Pro.”',
  undo_plan_change: '“Take the planned change back.”',
  cancel_plan: '“Cancel my plan.”',
  resume_plan: '“Resume my plan.”',
  open_portal: '“I want to use another card.”',
  recovery_link: '“Send me the payment link.”',
  auto_top_up: '“Turn on automatic top-up below 100 credits.”',
}

const subjects: Record<string, string> = {
  balance: 'your balance',
  statement: 'your statement',
  plan: 'your plan',
  payments: 'your payments',
  prices: 'the prices',
  topup: 'buying credits',
  top_up: 'buying credits',
  spending: 'where your credits went',
  payment_problems: 'a payment that failed',
  entitlements: 'what you can use',
}

/** The tool of that name has an example of its own. */
const isNamed = (tools: FunctionTool[]) => tools.some(({ name }) => name === 'top_up')

function abilities(tools: FunctionTool[]): string {
  const lines = allIntents
    .filter((intent) => toolFor(intent, tools) && !(intent.key === 'topup' && isNamed(tools)))
    .map((intent) => `- ${examples[intent.key]}`)
  return [
    ...(lines.length > 0
      ? ['You can ask, for example:', '', ...lines]
      : ['You can ask me to write:', '']),
    '- “Write 200 words about lighthouses.”',
  ].join('\n')
}

type Turn = { continued: boolean; intents: Intent[]; tools: FunctionTool[] }

/** Replies that need no facts. Everything else gets an honest "I do not know". */
export function smallTalk(question: string, { continued, intents, tools }: Turn): string {
  const asked = question.trim()
  if (asked === '') return 'Your message is empty. What would you like to know?'
  if (intents.length > 0) {
    const about = intents.map(({ key }) => subjects[key]).join(' and ')
    return `You are asking about ${about}. I have no tool here that could look that up, and I will not guess.`
  }
  if (/\b(thanks|thank you|thx|cheers|great|perfect|awesome)\b/i.test(asked))
    return 'You are welcome. Ask whenever something on your account needs explaining.'
  if (/^(ok(ay)?|k|sure|fine|alright|got it|i see|yes|no|nope|yep)\b[\s.!]*$/i.test(asked))
    return 'Good. I am here when you need something looked up.'
  if (/\b(safe|secure|real (card|money)|test card)\b/i.test(asked))
    return 'This is the sandbox: its payment page is a stand-in, no card is charged and no money moves. Use one of the test cards on that page.'
  if (/\b(bye|goodbye|see you|good night)\b/i.test(asked))
    return 'Goodbye. Your account stays as it is.'
  if (/\bhow are you\b|\bhow('s| is) it going\b/i.test(asked))
    return 'In good order, thank you. I am a script, so every day is much like the last. What can I look up for you?'
  if (
    /\b(who|what) are you\b|\bare you (a |an )?(real|human|bot|robot|ai|model|gpt|chatgpt)\b/i.test(
      asked,
    )
  )
    return 'I am the sandbox’s scripted assistant. I stand in for a language model while none is connected: I recognise questions about credits and billing, look the answers up with tools, and stream like the real thing.'
  if (/^(hi|hello|hey|good (morning|afternoon|evening)|greetings|howdy)\b/i.test(asked))
    return `${continued ? 'Hello again.' : 'Hello. I can look things up on your account and explain them.'}\n\n${abilities(tools)}`
  if (/\bhelp\b|\bwhat can (you|i)\b|\bhow does this work\b|^\?+$/i.test(asked))
    return abilities(tools)
  return [
    'I cannot answer that. I am the sandbox’s scripted assistant, not a language model: I know this account and little else. With an API key of a provider set, a real model answers here.',
    '',
    abilities(tools),
  ].join('\n')
}
