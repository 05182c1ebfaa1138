import Link from 'next/link'
import type { ReactNode } from 'react'
import type { StatementEntry, StatementLine } from '@/lib/credits'
import { creditsText, formatCredits, unit } from '@/lib/credits/format'
import { microCredits } from '@/lib/credits/unit'
import type { Receipt } from '@/lib/billing/receipts'
import { operationName } from '@/lib/operation-name'
import { Credits } from '@/components/ui/amount'
import { formatInstant } from '@/components/ui/date'
import { ReceiptLink } from './receipt-link'
import { callText, kindNotes } from './words'

type LineDetailProps = { line: StatementLine; receipts: Record<string, Receipt> }

/** "Why was I charged?": the calls with their tokens and the price used, the buckets, and the request or payment. */
export function LineDetail({ line, receipts }: LineDetailProps) {
  const { chatId, apiKey } = line.detail ?? {}
  return (
    <div className="mb-4 grid gap-x-10 gap-y-4 border-l-2 border-accent py-1 pl-4 text-sm md:ml-[calc(9rem-2px)] md:grid-cols-2">
      {line.calls.length > 0 && (
        <Part title={callsTitle(line)}>
          <ol className="grid gap-2">
            {line.calls.map((call) => (
              <Call key={call.seq} call={call} />
            ))}
          </ol>
        </Part>
      )}
      <Part title={partTitle(line)}>
        <ul className="grid gap-1">
          {line.buckets.map((bucket) => {
            const receipt = bucket.paidBy ? receipts[bucket.paidBy] : undefined
            return (
              <li key={bucket.grantId} className="flex items-baseline justify-between gap-4">
                <span>
                  {bucket.reason}{' '}
                  <span className="text-soft">
                    {kindNotes[bucket.kind]}
                    {receipt && <ReceiptLink receipt={receipt} />}
                  </span>
                </span>
                <Credits amount={bucket.amount} />
              </li>
            )
          })}
          {line.debtDelta !== 0 && (
            <li className="flex justify-between gap-4 text-danger">
              <span>
                {line.debtDelta > 0 ? 'Owed until the next credits' : 'Owed before, now paid'}
              </span>
              <Credits amount={microCredits(Math.abs(line.debtDelta))} />
            </li>
          )}
        </ul>
      </Part>
      <p className="text-soft md:col-span-2">
        {formatInstant(line.at)}
        {chatId && (
          <>
            {' · '}
            <Link
              href={`/assistant/${chatId}`}
              className="text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent"
            >
              the conversation
            </Link>
          </>
        )}
        {apiKey && ` · asked for with the API key ${apiKey.prefix}…`}
        <span className="block font-mono text-xs break-all">
          {line.detail?.requestId ?? line.operationKey}
        </span>
      </p>
    </div>
  )
}

function callsTitle({ calls }: StatementLine): string {
  if (!calls.some(({ detail }) => detail?.model)) return 'What for'
  return calls.length > 1 ? 'Model calls' : 'Model call'
}

/** What the list of buckets is. */
function partTitle({ kind, buckets, debtDelta }: StatementLine): string {
  if (kind === 'burn') return buckets.length > 0 || debtDelta !== 0 ? 'Burnt from' : 'Nothing spent'
  if (kind === 'release' || kind === 'lapse') return 'Nothing spent'
  if (kind === 'repay') return 'Paid out of'
  if (kind === 'clawback' || kind === 'expire') return 'Taken from'
  return 'Credits'
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="mb-1 eyebrow tracking-normal">{title}</h3>
      {children}
    </div>
  )
}

function Call({ call }: { call: StatementEntry }) {
  const { detail } = call
  return (
    <li>
      <span className="flex items-baseline justify-between gap-4">
        <span>{callName(call)}</span>
        <Credits amount={call.delta} />
      </span>
      <span className="block text-soft">
        {callText(call)}
        {detail?.estimated && ' (estimated: the provider never said what was used)'}
      </span>
      {detail?.price && (
        <span className="block text-soft">at {priceText(detail.price, detail)}</span>
      )}
    </li>
  )
}

/** Who did it: the model, and which provider where it was not the first one. */
function callName({ detail }: StatementEntry): string {
  const name = detail?.model ?? operationName(detail?.operation ?? 'One operation')
  return detail?.provider && detail.provider !== 'primary' ? `${name}, second provider` : name
}

const unitNames: Record<string, string> = { input: 'in', cached: 'cached', output: 'out' }

/** Prices as they were at the time, per 1,000,000 tokens, and what each call or unit costs besides. */
function priceText(price: Record<string, number>, { units: sold }: { units?: number }): string {
  const units = Object.entries(unitNames).flatMap(([key, name]) => {
    const value = price[key]
    return value ? [`${formatCredits(microCredits(value))} ${name}`] : []
  })
  const flat = price.flat
    ? [`${creditsText(microCredits(price.flat))} ${sold === undefined ? 'a call' : 'each'}`]
    : []
  return [
    ...(units.length > 0 ? [`${units.join(', ')} ${unit.short} per 1,000,000 tokens`] : []),
    ...flat,
  ].join(' and ')
}
