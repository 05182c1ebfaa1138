import Link from 'next/link'
import { ByHand } from '@/components/marketing/by-hand'
import { Code } from '@/components/marketing/code'
import { Commands } from '@/components/marketing/commands'
import { exampleCode } from '@/components/marketing/example-code'
import { Flows } from '@/components/marketing/flows'
import { HeroAccount } from '@/components/marketing/hero-account'
import { Section } from '@/components/marketing/section'
import { Button } from '@/components/ui/button'
import { currentUser } from '@/lib/auth'
import { plans } from '@/lib/catalogue'

export default async function HomePage() {
  const user = await currentUser()
  return (
    <>
      <div className="shell grid gap-x-16 gap-y-12 pt-12 pb-20 lg:grid-cols-2 lg:pt-20">
        <div className="flex flex-col">
          <h1 className="text-hero font-semibold">
            Every model call is paid for before it is made.
          </h1>
          <p className="mt-6 max-w-[34rem] text-lg text-soft">
            Tollgate is a Next.js starter for AI products: people subscribe, top up and chat, and
            every credit can be explained. It runs on a fresh machine without an account or a key.
          </p>
          <div className="mt-8 flex flex-wrap gap-3">
            <Button asChild size="lg">
              {user ? (
                <Link href="/assistant">Open the assistant</Link>
              ) : (
                <Link href="/sign-in">Try it with {plans.free.creditsPerMonth} free credits</Link>
              )}
            </Button>
            <Button asChild size="lg" variant="secondary">
              <Link href="/pricing">See the prices</Link>
            </Button>
          </div>
          <div className="mt-10 lg:mt-auto lg:pt-12">
            <Commands />
          </div>
        </div>
        <HeroAccount />
      </div>
      <Section
        title="Metering a feature"
        lead="Reserve the worst case, do the work, settle what was used. A failure releases the hold; a crash lets it lapse. The same request twice is charged once."
      >
        <Code code={exampleCode} title="docs/examples/metered-feature.ts" />
      </Section>
      <Section
        title="Two paths to follow with a finger"
        lead="Money in, credits out. Each step has one place in the code, and its name is the place to look."
      >
        <Flows />
      </Section>
      <Section
        title="Against doing it by hand"
        lead="Most of these were found the hard way, by other products. Each is a test here."
      >
        <ByHand />
      </Section>
    </>
  )
}
