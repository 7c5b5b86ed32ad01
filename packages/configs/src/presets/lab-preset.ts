import type { LabDefinition } from '../lab/lab-definition.ts'

/** All documents of a lab with Calico. */
export interface LabPreset extends Required<Omit<LabDefinition, 'flannel'>> {}

/** All documents of a lab with flannel. */
export interface FlannelPreset extends Required<Omit<LabDefinition, 'calico'>> {}
