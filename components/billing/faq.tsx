import { Plus } from 'lucide-react'
import { defaultModel, display, models, plans } from '@/lib/catalogue'
import { formatCredits } from '@/lib/credits/format'
import { MICRO, microCredits } from '@/lib/credits/unit'

/** Model tokens that one credit buys, from the price table. */
const tokensFor = (perMillion: number) => ((MICRO / perMillion) * 1_000_000).toLocaleString('en-US')

/** What one model token takes off the balance, where that is counted in tokens too. */
const perToken = (perMillion: number) =>
  formatCredits(microCredits(Math.ceil(perMillion / 1_000_000)))

const { price } = models[defaultModel]

const questions = [
  display.unit === 'credits'
    ? {
        question: 'What is a credit worth?',
        answer: `With ${models[defaultModel].name}, one credit is ${tokensFor(price.input)} tokens read or ${tokensFor(price.output)} tokens written, and a short question with a short answer costs one to three. Other models cost less or more: you choose one below the message. Each answer shows what it cost.`,
      }
    : {
        question: 'How are tokens counted?',
        answer: `With ${models[defaultModel].name}, a token read takes ${perToken(price.input)} off your tokens and a token written ${perToken(price.output)}. Each answer shows what it cost.`,
      },
  {
    question: 'What happens when credits run out in the middle of an answer?',
    answer:
      'Nothing is started that cannot be paid for. The most an answer may cost is held before it begins, and what it did not need returns when it ends.',
  },
  {
    question: 'Do credits run out?',
    answer: `Plan credits last until the next month’s arrive; on ${plans.pro.name} and ${plans.business.name} a part of what is unspent is carried over. Credits you buy as a top-up stay, also when you change or end a plan.`,
  },
  {
    question: 'What if an answer fails?',
    answer:
      'If nothing came, nothing is charged. If you stop it or the connection breaks, you pay for the words that were written.',
  },
  {
    question: 'What if a model is down?',
    answer:
      'Then the next one is asked, the same model at another provider or a simpler one, before a word is written. You pay the price of the one that answered, the answer says which it was, and the attempt that failed costs nothing.',
  },
  {
    question: 'Can I change the plan?',
    answer:
      'Any time. A larger plan begins at once: you see the exact amount first, what you have paid and not used is taken off, and the credits arrive for the time that is left. A smaller one begins when what you have paid for ends.',
  },
  {
    question: 'Can I cancel?',
    answer:
      'Any time. The plan and its credits stay until the end of what you have paid for, and then the account goes on as Free.',
  },
  {
    question: 'Where are my card details?',
    answer:
      'With Stripe. The payment happens on Stripe’s page, and no card number reaches this site.',
  },
]

export function Faq() {
  return (
    <div className="border-t-2 border-ink">
      {questions.map(({ question, answer }) => (
        <details key={question} className="group border-b border-rule">
          <summary className="flex list-none items-baseline justify-between gap-4 py-4 font-medium hover:text-accent [&::-webkit-details-marker]:hidden">
            {question}
            <Plus
              className="size-4 shrink-0 self-center text-soft transition-transform group-open:rotate-45"
              aria-hidden="true"
            />
          </summary>
          <p className="max-w-prose pb-5 text-soft">{answer}</p>
        </details>
      ))}
    </div>
  )
}
