import type { AssistantMessage } from '@/lib/ai/messages'
import { BuyPack } from '../buy-pack'
import type { OutputOf } from './output'
import { Slip } from './slip'

export function TopUpCard({ suggested }: OutputOf<AssistantMessage, 'offer_top_up'>) {
  return (
    <Slip title="Top up">
      <BuyPack suggested={suggested} />
      <p className="border-t border-rule pt-2 pb-1 text-xs text-soft">
        Top-ups do not expire. You pay on the next page; nothing is charged before.
      </p>
    </Slip>
  )
}
