import Link from 'next/link'
import type { ReactNode } from 'react'
import { Credits, Money } from '@/components/ui/amount'
import { creditsInWords } from '@/lib/credits/format'
import { credits as wholeCredits, type MicroCredits } from '@/lib/credits/unit'
import type { OutputOf } from './output'
import { Slip, SlipLine, linkStyle } from './slip'

const micro = ({ micro }: { micro: number }) => micro as MicroCredits

const article = (word: string) => (/^[aeiou]/i.test(word) ? 'an' : 'a')

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li className="border-t border-rule first:border-t-0">
      <p className="pt-3 eyebrow">{title}</p>
      <ul>{children}</ul>
    </li>
  )
}

export function PricesCard({ models, operations, plans, packs }: OutputOf<'get_prices'>) {
  return (
    <Slip
      title="Prices"
      figure={
        <Link href="/pricing" className={`text-sm ${linkStyle}`}>
          Compare
        </Link>
      }
    >
      <ul>
        <Group title="Models, for 1,000 tokens read, written">
          {models.map(({ name, per1000Tokens, inPlans }) => (
            <SlipLine
              key={name}
              what={name}
              note={inPlans.length < plans.length ? `with ${inPlans.join(', ')}` : undefined}
            >
              <Credits amount={micro(per1000Tokens.input)} bare />
              <span className="text-soft">, </span>
              <Credits amount={micro(per1000Tokens.output)} />
            </SlipLine>
          ))}
        </Group>
        {operations.length > 0 && (
          <Group title="Other operations">
            {operations.map(({ name, unit, price }) => (
              <SlipLine key={name} what={name}>
                <Credits amount={micro(price)} />
                <span className="text-soft">
                  {' '}
                  {article(unit)} {unit}
                </span>
              </SlipLine>
            ))}
          </Group>
        )}
        <Group title="Plans, a month">
          {plans.map(({ name, creditsPerMonth, price }) => (
            <SlipLine
              key={name}
              what={name}
              note={creditsPerMonth > 0 ? creditsInWords(wholeCredits(creditsPerMonth)) : undefined}
            >
              {price ? (
                <Money minor={price.monthly.minor} currency={price.monthly.currency} />
              ) : (
                <span className="text-soft">{creditsPerMonth > 0 ? 'free' : 'by agreement'}</span>
              )}
            </SlipLine>
          ))}
        </Group>
        <Group title="Top-ups, do not expire">
          {packs.map(({ credits, price }) => (
            <SlipLine key={credits} what={creditsInWords(wholeCredits(credits))}>
              <Money minor={price.minor} currency={price.currency} />
            </SlipLine>
          ))}
        </Group>
      </ul>
    </Slip>
  )
}
