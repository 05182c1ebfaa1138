type Step = { place: string; does: string }

const turn: Step[] = [
  { place: 'app/api/chat', does: 'takes the question and asks who is there' },
  { place: 'lib/metering', does: 'prices the worst case of this one model call' },
  { place: 'credits.reserve', does: 'holds it, or refuses before the model hears of it' },
  { place: 'the model', does: 'answers, word by word' },
  { place: 'credits.settle', does: 'takes what was used, returns the rest' },
  { place: 'the stream', does: 'carries the new balance to the meter' },
]

const payment: Step[] = [
  { place: 'Server Action', does: 'takes the name of a pack or plan, never an amount' },
  { place: 'Stripe', does: 'takes the card, on its own page' },
  { place: 'api/webhooks/stripe', does: 'checks the signature, keeps the event once' },
  { place: 'lib/billing/sync', does: 'reads the payment again from Stripe' },
  { place: 'credits.grant', does: 'adds the credits, keyed by that payment, in the same commit' },
  { place: 'the return page', does: 'turns to the new balance; it never grants' },
]

function Flow({ title, steps }: { title: string; steps: Step[] }) {
  return (
    <div>
      <h3 className="text-lg font-semibold">{title}</h3>
      <ol className="mt-4 border-t-2 border-ink">
        {steps.map(({ place, does }, index) => (
          <li
            key={place}
            className="grid grid-cols-[1.75rem_1fr] border-b border-rule py-2.5 sm:grid-cols-[1.75rem_11.5rem_1fr]"
          >
            <span className="num text-sm leading-6 text-soft">{index + 1}</span>
            <span className="num text-sm leading-6 text-accent">{place}</span>
            <span className="col-start-2 text-soft sm:col-start-3">{does}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** The two flows worth following with a finger. */
export function Flows() {
  return (
    <div className="grid gap-x-16 gap-y-12 lg:grid-cols-2">
      <Flow title="A chat turn" steps={turn} />
      <Flow title="A payment" steps={payment} />
    </div>
  )
}
