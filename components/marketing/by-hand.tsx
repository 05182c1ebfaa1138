const rows = [
  {
    what: 'Two requests at once, credits for one',
    hand: 'Read the balance, call the model, deduct after. Both pass.',
    tollgate:
      'One conditional update before the call. One passes, the other is refused with the price.',
  },
  {
    what: 'The reader closes the tab mid-answer',
    hand: 'Charged in full or not at all, whichever was easier.',
    tollgate: 'Pays for what was streamed; the rest of the hold returns.',
  },
  {
    what: 'Stripe sends the same event twice, or late, or out of order',
    hand: 'Twice the credits, until somebody notices.',
    tollgate: 'Credits are keyed by what was paid, so any repetition grants once.',
  },
  {
    what: '“Why was I charged?”',
    hand: 'A number in a column.',
    tollgate: 'Each line opens into its calls, tokens, price and the credits it was taken from.',
  },
  {
    what: 'The first day',
    hand: 'Accounts at Stripe and a model provider, keys, a tunnel for webhooks.',
    tollgate: 'One command. The outside world is played on your machine until you bring keys.',
  },
  {
    what: 'What stays with you',
    hand: 'Taxes, terms, support, and what your product is.',
    tollgate: 'The same. And it wants Postgres, and your model behind the AI SDK.',
  },
  {
    what: 'When it is the wrong choice',
    hand: 'One flat price and no usage to meter: a checkout link is enough.',
    tollgate: 'You would carry a ledger you do not need.',
  },
]

/** An honest table against doing it by hand. */
export function ByHand() {
  return (
    <table className="w-full border-t-2 border-ink text-left max-md:block">
      <thead className="max-md:sr-only">
        <tr className="text-sm text-soft">
          <th scope="col" className="w-1/4 py-3 font-normal">
            <span className="sr-only">Case</span>
          </th>
          <th scope="col" className="py-3 pr-6 font-normal">
            By hand
          </th>
          <th scope="col" className="py-3 font-normal">
            With Tollgate
          </th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rows.map((row) => (
          <tr key={row.what} className="border-t border-rule align-top max-md:block max-md:py-4">
            <th scope="row" className="py-4 pr-6 font-medium max-md:block max-md:py-0">
              {row.what}
            </th>
            <td className="py-4 pr-6 text-soft max-md:mt-2 max-md:block max-md:py-0">
              <span className="block eyebrow md:hidden">By hand</span>
              {row.hand}
            </td>
            <td className="py-4 max-md:mt-2 max-md:block max-md:py-0">
              <span className="block eyebrow md:hidden">With Tollgate</span>
              {row.tollgate}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
