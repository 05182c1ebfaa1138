import { Check, Minus } from 'lucide-react'
import Link from 'next/link'
import { limitText } from '@/lib/entitlements/names'
import type { OutputOf } from './output'
import { Slip, SlipLine, linkStyle } from './slip'

const sentence = (...parts: (string | null)[]) => parts.filter(Boolean).join('. ')

/** What may be used and why; of what may not, where it is to be had. */
export function EntitlementsCard({ entries }: OutputOf<'get_entitlements'>) {
  return (
    <Slip
      title="What you can use"
      figure={
        <Link href="/pricing" className={`text-sm ${linkStyle}`}>
          Compare
        </Link>
      }
    >
      <ul>
        {entries.map(({ key, name, value, from, elsewhere }) => (
          <SlipLine key={key} what={name} note={sentence(from.quoted, elsewhere)}>
            {value === true ? (
              <Check aria-label="yes" className="size-4 text-accent" />
            ) : value === false ? (
              <Minus aria-label="no" className="size-4 text-soft" />
            ) : (
              <span className={value > 0 ? 'num' : undefined}>{limitText(value)}</span>
            )}
          </SlipLine>
        ))}
      </ul>
    </Slip>
  )
}
