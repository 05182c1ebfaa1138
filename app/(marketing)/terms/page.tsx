import type { Metadata } from 'next'
import { Legal } from '@/components/marketing/legal'
import { contactAddress } from '@/lib/contact'

export const metadata: Metadata = { title: 'Terms' }

export default function TermsPage() {
  return (
    <Legal title="Terms">
      <h2>Credits</h2>
      <p>
        Credits pay for what you ask the assistant to do. They are no money, cannot be paid out and
        cannot be passed on. The price of each operation is shown before you buy credits, and what
        an operation has cost is shown after it.
      </p>
      <h2>Plans</h2>
      <p>
        A plan is paid in advance for a month or a year and renews until you cancel it. After a
        cancellation it lasts until the end of what was paid for.
      </p>
      <h2>Top-ups</h2>
      <p>
        Credits of a top-up stay until they are spent. When a payment is refunded or disputed, the
        credits it brought are taken back.
      </p>
      <h2>Answers</h2>
      <p>
        A language model writes the answers. They can be wrong; check what matters before you rely
        on it.
      </p>
      <h2>Contact</h2>
      <p>{contactAddress()}</p>
    </Legal>
  )
}
