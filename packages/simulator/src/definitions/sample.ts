import type { Schema } from './definition.ts';
import { defineObject } from './short-form.ts';

/** Zuora's own object that jobs take. Which fields it has is not documented: these only stand for them. */
export const savedQuery: Schema = defineObject('SavedQuery', {
  name: { type: 'string', maxLength: 255, required: true },
  description: { type: 'string', maxLength: 255 },
  query: { type: 'string', maxLength: 8192 },
  isShared: { type: 'boolean', default: false },
});

/** The object of a tenant without definitions: it has enough fields of each type to try a migration. */
export const vehicle: Schema = defineObject('Vehicle', {
  vin__c: { type: 'string', maxLength: 17, unique: true, required: true, label: 'VIN' },
  brand__c: { type: 'string', maxLength: 64, required: true, filterable: true },
  model__c: { type: 'string', maxLength: 64 },
  color__c: { type: 'string', enum: ['White', 'Red', 'Blue', 'Black'], default: 'White' },
  doors__c: { type: 'integer', minimum: 1, maximum: 9 },
  price__c: { type: 'number', minimum: 0 },
  sold__c: { type: 'boolean', default: false },
  built__c: { type: 'string', format: 'date' },
  soldAt__c: { type: 'string', format: 'date-time' },
  legacyId__c: { type: 'integer', filterable: true },
  notes__c: { type: 'string', format: 'long-text', maxLength: 8192 },
});
