import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { language } from './i18n/index.svelte';
import { startTheme } from './lib/theme.svelte';

startTheme();
document.documentElement.lang = language();
const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
mount(App, { target });
