import type { Metadata } from 'next'
import Link from 'next/link'
import { PriceList } from '@/components/billing/price-list'
import {
  ChatSection,
  ImagesSection,
  ReadingSections,
  RulesSections,
} from '@/components/docs/api-reference'
import { Definitions } from '@/components/docs/definitions'
import { Example } from '@/components/docs/example'
import { Prose } from '@/components/docs/prose'
import { LedgerSection } from '@/components/layout/ledger-section'
import { scopeWords } from '@/components/settings/api-words'
import { Button } from '@/components/ui/button'
import { imagePriceIfAny } from '@/lib/ai/images'
import { pricedModels } from '@/lib/ai/models'
import { apiScopes } from '@/lib/auth/api-scopes'
import { env } from '@/lib/env'

export const metadata: Metadata = {
  title: 'API',
  description: 'Ask the models from your own programs, with any client for OpenAI’s API.',
}

const contents = [
  ['start', 'Quick start'],
  ['keys', 'Keys'],
  ['chat', 'Chat'],
  ['images', 'Images'],
  ['balance', 'Balance'],
  ['usage', 'Usage'],
  ['models', 'Models'],
  ['prices', 'Prices'],
  ['idempotency', 'Asking again'],
  ['errors', 'Errors'],
  ['limits', 'Rate limits'],
  ['units', 'Units and headers'],
] as const

export default async function ApiDocsPage() {
  return (
    <div className="shell pt-12 pb-16 lg:pt-16">
      <h1 className="text-hero font-semibold">API</h1>
      <p className="mt-5 max-w-[36rem] text-lg text-soft">
        Ask the models from your own programs. Any client for OpenAI’s API works: give it this
        address and a key. What it spends is checked before, charged after, and on your statement.
      </p>
      <nav aria-label="On this page" className="mt-8 mb-10 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {contents.map(([id, title]) => (
          <a key={id} href={`#${id}`} className="py-1 text-soft hover:text-ink">
            {title}
          </a>
        ))}
      </nav>
      <LedgerSection id="start" title="Quick start">
        <Prose>
          <p>
            Make a key under <Link href="/settings#api-keys">Settings</Link>, and put both into your
            program’s environment:
          </p>
        </Prose>
        <Definitions
          rows={[
            [
              'TOLLGATE_URL',
              <span key="url" className="font-mono text-sm break-all">
                {env().APP_URL}
              </span>,
            ],
            [
              'TOLLGATE_API_KEY',
              <span key="key" className="font-mono text-sm">
                tg_…
              </span>,
            ],
          ]}
        />
        <Example name="chat" />
        <Button asChild variant="secondary" size="sm">
          {/* No page of ours: a document. */}
          <a href="/api/v1/openapi.json" type="application/json" download>
            OpenAPI 3.1 document
          </a>
        </Button>
      </LedgerSection>
      <LedgerSection id="keys" title="Keys" note={<code>Authorization: Bearer tg_…</code>}>
        <Prose>
          <p>
            A key is shown once, can be revoked at any time and may expire. It can do what its
            scopes say and nothing else. Keep it on your servers: whoever has it spends your
            credits, so no web page may hold it, and browsers of other sites are not answered.
          </p>
        </Prose>
        <Definitions rows={apiScopes.map((scope) => [scope, `${scopeWords[scope].does}.`])} />
      </LedgerSection>
      <ChatSection />
      <ImagesSection />
      <ReadingSections />
      <LedgerSection id="prices" title="Prices" note="Now, and the same in the assistant.">
        <PriceList models={await pricedModels()} image={await imagePriceIfAny()} />
      </LedgerSection>
      <RulesSections />
    </div>
  )
}
