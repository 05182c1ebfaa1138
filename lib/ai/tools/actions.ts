import 'server-only'
import type { ActionDefinition } from '../approvals/define'
import { autoTopUp } from './auto-top-up'
import { cancelPlan } from './cancel-plan'
import { changePlan } from './change-plan'
import { openPortal } from './open-portal'
import { recoveryLink } from './recovery-link'
import { resumePlan } from './resume-plan'
import { subscribe } from './subscribe'
import { topUp } from './top-up'
import { undoPlanChange } from './undo-plan-change'

/** What the assistant may propose, by the names of its tools. Each is carried out by its user's click, or not at all. */
export const actions = {
  top_up: topUp,
  subscribe,
  change_plan: changePlan,
  undo_plan_change: undoPlanChange,
  cancel_plan: cancelPlan,
  resume_plan: resumePlan,
  open_portal: openPortal,
  recovery_link: recoveryLink,
  auto_top_up: autoTopUp,
}

export type ActionName = keyof typeof actions

const isAction = (name: string): name is ActionName => Object.hasOwn(actions, name)

export const actionNamed = (name: string): ActionDefinition | undefined =>
  isAction(name) ? actions[name] : undefined
