import { LedgerSection } from '@/components/layout/ledger-section'
import { cardOf } from '@/lib/billing'
import { cardName } from './card-words'
import { CardButton } from './card-button'

/** The card that is charged next. */
export async function CardSection({ userId }: { userId: string }) {
  const card = await cardOf(userId)
  return (
    <LedgerSection title="Card" note="Kept by Stripe, never by us.">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        {card ? (
          <div>
            <p className="num">{cardName(card)}</p>
            {card.expires && (
              <p className={card.expired ? 'text-sm text-danger' : 'text-sm text-soft'}>
                {card.expired ? `Expired ${card.expires}` : `Good until ${card.expires}`}
              </p>
            )}
          </div>
        ) : (
          <p className="text-soft">No card is kept. A subscription’s checkout asks for one.</p>
        )}
        <CardButton size="sm">{card ? 'Use another card' : 'Add a card'}</CardButton>
      </div>
    </LedgerSection>
  )
}
