package dev.redport.architecture.bad.driver;

interface UsesCryptography {
    javax.crypto.Mac mac();
}
