// What opens in the header at a click or under the pointer, in one file so that it is loaded as one.
export { Tooltip } from '@/components/ui/tooltip'
export { UserMenuPanel } from './user-menu-panel'
