import { defineKith } from './lib/script-tag.ts';

defineKith();
