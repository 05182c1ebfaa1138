import type { Metadata } from 'next'
import { Legal } from '@/components/marketing/legal'
import { contactAddress } from '@/lib/contact'

export const metadata: Metadata = { title: 'Privacy' }

export default function PrivacyPage() {
  return (
    <Legal title="Privacy">
      <h2>What is kept</h2>
      <ul>
        <li>Your mail address, and your name if you give one, to know you again.</li>
        <li>Your conversations with the assistant, until you delete them.</li>
        <li>
          Of what programs ask with your API keys nothing, unless a request has an Idempotency-Key:
          then its answer, for a day.
        </li>
        <li>A statement of every credit, and of every payment as Stripe reports it.</li>
        <li>The devices you are signed in on, until you sign out there.</li>
      </ul>
      <h2>Who else sees it</h2>
      <p>
        Stripe takes payments, and sees your card; this site never does. The model’s provider
        receives the text of a conversation to answer it. Nobody else.
      </p>
      <h2>Cookies</h2>
      <p>One, to keep you signed in. No tracking, hence no banner to click away.</p>
      <h2>Contact</h2>
      <p>{contactAddress()}</p>
    </Legal>
  )
}
