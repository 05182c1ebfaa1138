import { ArrowRight } from 'lucide-react'
import { Credits } from '@/components/ui/amount'
import type { MicroCredits } from '@/lib/credits/unit'

const suggestions = [
  'What is my balance, and when does it expire?',
  'Where did my credits go this week?',
  'Which plan am I on, and when does it renew?',
  'Show my payments',
]

/** What to do first, and what it will roughly cost. */
export function EmptyChat({
  typicalCost,
  onAsk,
}: {
  typicalCost: MicroCredits | null
  onAsk: (question: string) => void
}) {
  return (
    <div className="pt-[6vh]">
      <h1 className="text-2xl font-semibold">What would you like to know?</h1>
      <p className="mt-2 max-w-prose text-soft">
        The assistant reads your own account and answers other questions too. It never buys anything
        without your click.
        {typicalCost !== null && (
          <>
            {' '}
            A question like these costs about{' '}
            <Credits amount={typicalCost} decimals={1} className="text-ink" />.
          </>
        )}
      </p>
      <ul className="mt-7 border-t border-rule">
        {suggestions.map((question) => (
          <li key={question} className="border-b border-rule">
            <button
              type="button"
              onClick={() => onAsk(question)}
              className="group flex min-h-13 w-full items-center justify-between gap-4 py-2 text-left hover:text-accent"
            >
              {question}
              <ArrowRight
                aria-hidden="true"
                className="size-4 shrink-0 text-soft transition-transform group-hover:translate-x-0.5 group-hover:text-accent motion-reduce:transition-none"
              />
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
