import type { Metadata } from 'next'
import { Comparison } from '@/components/billing/comparison'
import { Faq } from '@/components/billing/faq'
import { PackList } from '@/components/billing/pack-list'
import type { Viewer } from '@/components/billing/plan-column'
import { PriceList } from '@/components/billing/price-list'
import { PlanTable } from '@/components/billing/plan-table'
import { Section } from '@/components/marketing/section'
import { imagePriceIfAny } from '@/lib/ai/images'
import { pricedModels } from '@/lib/ai/models'
import { currentUser } from '@/lib/auth'
import { billingSummary } from '@/lib/billing'
import { contactAddress } from '@/lib/contact'

export const metadata: Metadata = {
  title: 'Pricing',
  description: 'Plans with credits every month, and packs of credits that stay.',
}

async function readViewer(): Promise<Viewer> {
  const user = await currentUser()
  if (!user) return { signedIn: false, planKey: null, interval: null, mayTry: true }
  const { planKey, subscription, mayTry } = await billingSummary(user.id)
  return { signedIn: true, planKey, interval: subscription?.interval ?? null, mayTry }
}

export default async function PricingPage() {
  const viewer = await readViewer()
  return (
    <>
      <div className="shell pt-12 pb-16 lg:pt-16">
        <h1 className="max-w-[20ch] text-hero font-semibold">
          Pay by the month, or by the credit.
        </h1>
        <p className="mt-5 mb-10 max-w-[36rem] text-lg text-soft">
          A plan brings credits every month. A top-up adds more, and those stay until they are
          spent.
        </p>
        <h2 className="sr-only">Plans</h2>
        <PlanTable viewer={viewer} contact={contactAddress()} />
      </div>
      <Section
        title="Credit packs"
        lead="Beside any plan, Free included. Paid once, there within seconds, spent after your plan’s credits."
      >
        <PackList signedIn={viewer.signedIn} />
      </Section>
      <Section
        title="What credits buy"
        lead="Paid for by what is used, at the price of the day. An answer’s length and the conversation before it decide."
      >
        <PriceList models={await pricedModels()} image={await imagePriceIfAny()} />
      </Section>
      <Section title="Plan by plan">
        <Comparison />
      </Section>
      <Section title="Questions">
        <Faq />
      </Section>
    </>
  )
}
