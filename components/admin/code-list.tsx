import { ActButton } from '@/components/billing/act-button'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { CopyButton } from '@/components/ui/copy-button'
import { disableCodeAction } from '@/lib/admin/access-actions'
import { creditsInWords } from '@/lib/credits/format'
import { microCredits } from '@/lib/credits/unit'
import { dayInWords, lastDay } from '@/lib/entitlements/days'
import { featureNames, isFeature, isLimit, limitNames, limitText } from '@/lib/entitlements/names'
import type { CodeState, listCodes } from '@/lib/promotions'

type Code = Awaited<ReturnType<typeof listCodes>>[number]

const tones: Record<CodeState, BadgeTone> = {
  open: 'accent',
  waiting: 'neutral',
  over: 'neutral',
  'used up': 'warn',
  withdrawn: 'danger',
}

const forDays = (days: number | null) => (days === null ? '' : ` for ${days} days`)

/** What a code gives, and when it can be redeemed. */
function terms(code: Code): string {
  const { credits, creditDays, features, accessDays, startsAt, expiresAt, state } = code
  const access = [
    ...features.map((key) => (isFeature(key) ? featureNames[key] : key)),
    ...Object.entries(code.limits as Record<string, number>).map(
      ([key, value]) => `${isLimit(key) ? limitNames[key] : key} ${limitText(value)}`,
    ),
  ]
  return [
    ...(credits > 0n ? [`${creditsInWords(microCredits(credits))}${forDays(creditDays)}`] : []),
    ...(access.length > 0 ? [`${access.join(', ')}${forDays(accessDays)}`] : []),
    ...(state === 'waiting' ? [`redeemable from ${dayInWords(startsAt)}`] : []),
    ...(expiresAt ? [`redeemable until ${lastDay(expiresAt)}`] : []),
  ].join('; ')
}

/** Every code with its count; an open one can be withdrawn, and its link copied. */
export function CodeList({ codes, appUrl }: { codes: readonly Code[]; appUrl: string }) {
  if (codes.length === 0) return <p className="text-soft">There are no codes yet.</p>
  return (
    <ul className="border-t border-rule">
      {codes.map((code) => (
        <li
          key={code.id}
          className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 border-b border-rule py-2.5"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-3">
              <span className="font-mono wrap-anywhere">{code.code}</span>
              <Badge tone={tones[code.state]}>{code.state}</Badge>
              <span className="num text-sm text-soft">
                {code.redemptions.toLocaleString('en-US')}
                {code.maxRedemptions !== null &&
                  ` of ${code.maxRedemptions.toLocaleString('en-US')}`}{' '}
                redeemed
              </span>
            </p>
            <p className="text-sm text-soft">{terms(code)}</p>
          </div>
          {(code.state === 'open' || code.state === 'waiting') && (
            <div className="flex items-center gap-1">
              <CopyButton
                text={`${appUrl}/redeem/${code.code}`}
                label={`Copy the link of ${code.code}`}
              />
              <ActButton
                act={disableCodeAction.bind(null, { id: code.id })}
                variant="danger"
                size="sm"
              >
                Withdraw<span className="sr-only"> {code.code}</span>
              </ActButton>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
