'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useBalanceStore, useExpectPayment } from '@/components/credits/balance-provider'
import type { ActionState } from '@/lib/action'
import {
  confirmProposalAction,
  declineProposalAction,
  renewProposalAction,
} from '@/lib/ai/approvals/actions'
import type { Decided } from '@/lib/ai/approvals/decide'
import type { AnyProposal } from '@/lib/ai/approvals/view'
import { useChatLink } from '../chat-context'
import { rememberUnsent } from '../use-draft'

const UNREACHABLE =
  'The server could not be reached, so it is not sure that this was done. Load the page again to see.'

/** Where a proposal stands: another approval or state makes it another one to click on. */
const standing = ({ status, token }: AnyProposal) => `${status} ${token}`

/** Whether its time is over, without asking anybody. The page's clock may be off: the server's says so at the click. */
function useIsOver({ status, expiresAt }: AnyProposal): boolean {
  const [over, setOver] = useState<string>()
  useEffect(() => {
    if (status !== 'proposed') return undefined
    const left = Date.parse(expiresAt) - Date.now()
    const timer = setTimeout(() => setOver(expiresAt), Math.max(left, 0))
    return () => clearTimeout(timer)
  }, [status, expiresAt])
  return over === expiresAt
}

/** A proposal as this tab knows it, and the three things its user can do with it. */
export function useProposal<Shown extends AnyProposal>(given: Shown) {
  const [mine, setMine] = useState<{ of: string; now: Shown; anew: boolean }>()
  const [pending, setPending] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const { changed } = useChatLink()
  const balance = useBalanceStore()
  const expectPayment = useExpectPayment()
  const router = useRouter()
  const here = usePathname()

  // What the chat's copy says, unless it is still that of before the click.
  const acted = mine?.of === standing(given) ? mine : undefined
  const known = acted?.now ?? given
  const over = useIsOver(known)
  const proposal =
    over && known.status === 'proposed' ? { ...known, status: 'expired' as const } : known

  /** `what` names the button that waits. */
  const press = async (what: string, act: () => Promise<ActionState<Decided>>) => {
    setPending(what)
    setProblem(undefined)
    try {
      const state = await act()
      if (state.status === 'error') setProblem(state.message)
      if (state.status === 'ok') take(state.data)
      // Stays pending until the browser has left.
      if (state.status === 'ok' && state.data.goTo) return
      changed()
    } catch {
      setProblem(UNREACHABLE)
    }
    setPending(undefined)
  }

  const take = ({ proposal: now, goTo }: Decided) => {
    const anew = now.status === 'proposed' && now.token !== proposal.token
    setMine({ of: standing(given), now: now as Shown, anew })
    setProblem(now.status === 'proposed' ? (now.problem ?? undefined) : undefined)
    if (goTo) {
      rememberUnsent(here)
      expectPayment()
      window.location.assign(goTo)
      return
    }
    if (now.status !== 'done') return
    void balance.refresh()
    router.refresh()
  }

  const click = { id: proposal.id, chatId: proposal.chatId, token: proposal.token }
  return {
    proposal,
    /** The button that waits for its answer. */
    pending,
    problem,
    /** It was worked out anew at the last click, and is not what was clicked on. */
    anew: acted?.anew ?? false,
    confirm: (choice?: string) =>
      void press(choice ?? 'confirm', () =>
        confirmProposalAction({ ...click, ...(choice !== undefined && { choice }) }),
      ),
    decline: () => void press('decline', () => declineProposalAction(click)),
    renew: () => void press('renew', () => renewProposalAction(click)),
  }
}

export type ProposalControl = ReturnType<typeof useProposal<AnyProposal>>
