import Link from 'next/link'
import { Credits } from '@/components/ui/amount'
import type { AssistantMessage } from '@/lib/ai/messages'
import { creditsInWords } from '@/lib/credits/format'
import { credits as wholeCredits, type MicroCredits } from '@/lib/credits/unit'
import type { OutputOf } from './output'
import { Slip, SlipLine } from './slip'

export function PricesCard({ models, plans, packs }: OutputOf<AssistantMessage, 'get_prices'>) {
  return (
    <Slip
      title="Prices"
      figure={
        <Link href="/pricing" className="text-sm text-accent underline underline-offset-4">
          Compare
        </Link>
      }
    >
      <ul>
        {models.map(({ name, per1000Tokens }) => (
          <SlipLine key={name} what={name} note="for 1,000 tokens read, written">
            <Credits amount={per1000Tokens.input.micro as MicroCredits} />
            <span className="text-soft">, </span>
            <Credits amount={per1000Tokens.output.micro as MicroCredits} />
          </SlipLine>
        ))}
        {plans.map(
          ({ name, creditsPerMonth, price }) =>
            price && (
              <SlipLine
                key={name}
                what={`${name} plan`}
                note={`${creditsInWords(wholeCredits(creditsPerMonth))} a month`}
              >
                <span className="num">{price.monthly}</span>
              </SlipLine>
            ),
        )}
        {packs.map(({ credits, price }) => (
          <SlipLine
            key={credits}
            what={creditsInWords(wholeCredits(credits))}
            note="top-up, does not expire"
          >
            <span className="num">{price}</span>
          </SlipLine>
        ))}
      </ul>
    </Slip>
  )
}
